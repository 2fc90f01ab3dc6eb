import { z } from 'zod'
import { splitCommand } from '#components/servers/split-command.ts'

const pairs = z.array(z.object({ name: z.string(), value: z.string() }))

export const targetFields = {
  transport: z.enum(['streamable_http', 'stdio']),
  url: z.string().trim(),
  headers: pairs,
  command: z.string(),
  env: pairs,
}

interface TargetValues {
  transport: 'streamable_http' | 'stdio'
  url: string
  headers: { name: string; value: string }[]
  command: string
  env: { name: string; value: string }[]
}

export const emptyTarget: TargetValues = { transport: 'streamable_http', url: '', headers: [], command: '', env: [] }

/** Checks what the chosen transport needs, for zod's `superRefine`. The server checks again and knows more. */
export function checkTarget(values: TargetValues, context: z.RefinementCtx): void {
  const refuse = (path: 'url' | 'command', message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (values.transport === 'streamable_http') {
    if (!values.url) refuse('url', 'Enter the server’s address.')
    else if (!/^https?:\/\/[^\s/]+/i.test(values.url)) refuse('url', 'Start with https://, then the host.')
  } else {
    const words = splitCommand(values.command)
    if (words === null) refuse('command', 'A quote is not closed.')
    else if (words.length === 0) refuse('command', 'Enter the command that starts the server.')
  }
}

/** Turns what was typed into what the API takes; only the parts of the chosen transport. */
export function targetInput(values: TargetValues) {
  if (values.transport === 'streamable_http')
    return { transport: values.transport, url: values.url, headers: recordOf(values.headers) }
  const [command = '', ...args] = splitCommand(values.command) ?? []
  return { transport: values.transport, command, args, env: recordOf(values.env) }
}

function recordOf(list: { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(list.filter((pair) => pair.name.trim()).map((pair) => [pair.name.trim(), pair.value]))
}
