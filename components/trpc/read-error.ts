export interface ReadError {
  code: string
  reason: string
  field: string | undefined
  message: string
  /** Asking again may help: the network or the server failed, nothing was refused. */
  transient: boolean
}

const fallback: Record<string, string> = {
  UNAUTHORIZED: 'You are signed out. Sign in again to go on.',
  FORBIDDEN: 'Your role does not allow this. Ask an admin of the organization.',
  NOT_FOUND: 'There is nothing here that you may see. It may have been removed.',
  CONFLICT: 'This has changed in the meantime. Reload and look again.',
  TOO_MANY_REQUESTS: 'Too many tries. Wait a minute, then try again.',
  SERVICE_UNAVAILABLE: 'The service is starting or too busy. Try again in a moment.',
  INTERNAL_SERVER_ERROR: 'Something failed on the server. Try again; if it stays, look at the server’s log.',
}

const transientCodes = new Set(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'TIMEOUT', 'NETWORK'])

/** Reads what the API says about a failure. A message of the server is used where it is a sentence for people. */
export function readError(error: unknown): ReadError {
  const data = record(record(error)?.data)
  const code = typeof data?.code === 'string' ? data.code : 'NETWORK'
  const reason = typeof data?.reason === 'string' ? data.reason : code.toLowerCase()
  const field = typeof data?.field === 'string' ? data.field : undefined
  return { code, reason, field, message: messageOf(error, code, reason, data), transient: transientCodes.has(code) }
}

function messageOf(error: unknown, code: string, reason: string, data: Record<string, unknown> | undefined): string {
  if (code === 'NETWORK') return 'The server could not be reached. Check that it is running, then try again.'
  const problem = Array.isArray(data?.problems) ? record(data.problems[0])?.problem : undefined
  if (typeof problem === 'string' && /^[a-z]/.test(problem)) return `This ${problem}.`
  const said = error instanceof Error && /^[A-Z].* .*[.!?]$/s.test(error.message) ? error.message : undefined
  const message = said ?? fallback[code] ?? `The request was refused (${reason.replaceAll('_', ' ')}).`
  return typeof data?.detail === 'string' ? `${message} ${asSentence(data.detail)}`.trim() : message
}

function asSentence(text: string): string {
  return text && text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
