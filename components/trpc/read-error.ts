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
  UNAVAILABLE: 'The service is starting or too busy. Try again in a moment.',
  INTERNAL_SERVER_ERROR: 'Something failed on the server. Try again; if it stays, look at the server’s log.',
}

const transientCodes = new Set(['UNAVAILABLE', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'TIMEOUT', 'NETWORK'])

/** Reads what the API says about a failure. A message of the server is used where it is a sentence for people. */
export function readError(error: unknown): ReadError {
  const data = record(record(error)?.data)
  const code = typeof data?.code === 'string' ? data.code : 'NETWORK'
  const reason = typeof data?.reason === 'string' ? data.reason : code.toLowerCase()
  const field = typeof data?.field === 'string' ? data.field : undefined
  const said = error instanceof Error ? error.message : ''
  const message =
    code === 'NETWORK'
      ? 'The server could not be reached. Check that it is running, then try again.'
      : /^[A-Z“"].* .*[.!?]$/s.test(said) && code !== 'INTERNAL_SERVER_ERROR'
        ? said
        : (fallback[code] ?? `The request was refused (${reason.replaceAll('_', ' ')}).`)
  return { code, reason, field, message, transient: transientCodes.has(code) }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
