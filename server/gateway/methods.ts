import type { CallQuestion } from '#server/grants/decide-call.ts'

/** What a request is about, for the decision and the audit: a tool, a resource or a prompt by name, or all of a kind. */
export interface Subject {
  kind: CallQuestion['kind']
  noun: 'tool' | 'resource' | 'prompt' | null
  name: string | null
}

export interface MethodRule {
  /** Who answers: we ourselves, we from the upstream's list of tools, or the upstream. */
  answer: 'initialize' | 'ping' | 'tools' | 'upstream'
  /** Reads the subject out of `params`. Undefined where the parameter that names it is missing or of another type. */
  subject(params: Record<string, unknown>): Subject | undefined
  /** What a refused request gets: a sentence (as a tool's result or an error), or a result that holds nothing. */
  refused: 'sentence' | Record<string, unknown>
}

type SubjectReader = MethodRule['subject']

const about =
  (kind: CallQuestion['kind']): SubjectReader =>
  () => ({ kind, noun: null, name: null })

const named =
  (kind: 'tool' | 'resource' | 'prompt', parameter: string): SubjectReader =>
  (params) => {
    const name = params[parameter]
    return typeof name === 'string' ? { kind, noun: kind, name } : undefined
  }

/** completion/complete is allowed to whoever may use the prompt or resource template it completes for. */
const reference: SubjectReader = (params) => {
  const ref = params.ref
  if (typeof ref !== 'object' || ref === null || Array.isArray(ref)) return undefined
  const { type, name, uri } = ref as Record<string, unknown>
  if (type === 'ref/prompt' && typeof name === 'string') return { kind: 'prompt', noun: 'prompt', name }
  if (type === 'ref/resource' && typeof uri === 'string') return { kind: 'resource', noun: 'resource', name: uri }
  return undefined
}

/** Every request method that a client may send. What is not here is answered with -32601 and never forwarded. */
export const methods = new Map<string, MethodRule>([
  ['initialize', { answer: 'initialize', subject: about('open'), refused: 'sentence' }],
  ['ping', { answer: 'ping', subject: about('open'), refused: 'sentence' }],
  ['tools/list', { answer: 'tools', subject: about('list'), refused: { tools: [] } }],
  ['tools/call', { answer: 'upstream', subject: named('tool', 'name'), refused: 'sentence' }],
  ['resources/list', { answer: 'upstream', subject: about('resource'), refused: { resources: [] } }],
  ['resources/templates/list', { answer: 'upstream', subject: about('resource'), refused: { resourceTemplates: [] } }],
  ['resources/read', { answer: 'upstream', subject: named('resource', 'uri'), refused: 'sentence' }],
  ['resources/subscribe', { answer: 'upstream', subject: named('resource', 'uri'), refused: 'sentence' }],
  ['resources/unsubscribe', { answer: 'upstream', subject: named('resource', 'uri'), refused: 'sentence' }],
  ['prompts/list', { answer: 'upstream', subject: about('prompt'), refused: { prompts: [] } }],
  ['prompts/get', { answer: 'upstream', subject: named('prompt', 'name'), refused: 'sentence' }],
  ['completion/complete', { answer: 'upstream', subject: reference, refused: 'sentence' }],
  ['logging/setLevel', { answer: 'upstream', subject: about('list'), refused: {} }],
])
