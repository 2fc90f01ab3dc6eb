import pino, { type DestinationStream, type Logger } from 'pino'
import type { Settings } from '#server/env.ts'

const secretNames = [
  ...['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization'],
  ...['password', 'secret', 'token', 'accessToken', 'refreshToken', 'clientSecret', 'apiKey', 'key'],
]
const named = secretNames.map((name) => (/^\w+$/.test(name) ? name : `["${name}"]`))
const redactedPaths = named.flatMap((name) =>
  ['', '*.', '*.*.', '*.*.*.'].map((above) =>
    name.startsWith('[') ? `${above.replace(/\.$/, '')}${name}` : `${above}${name}`,
  ),
)

// Anything that reads like one of our keys, a bearer credential or a password inside of an address, wherever it stands.
const secretTexts: [RegExp, string][] = [
  [/pck_(agt|org)_[A-Za-z0-9]*(_[A-Za-z0-9_-]*)?/g, 'pck_$1_[redacted]'],
  [/\b(Bearer|Basic)(\s+|%20)[A-Za-z0-9._~+/=-]+/gi, '$1 [redacted]'],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"]*):[^\s@"]+@/gi, '$1:[redacted]@'],
]

/**
 * Makes the logger: JSON lines on stdout, secrets replaced by name (headers and fields) and by shape (anywhere in a
 * line). The second net is cast over the finished line, because messages and error texts are written by others.
 */
export function createLog(settings: Pick<Settings, 'logLevel'>, destination?: DestinationStream): Logger {
  const out = destination ?? pino.destination({ fd: 1, sync: true })
  return pino(
    {
      level: settings.logLevel,
      redact: { paths: redactedPaths, censor: '[redacted]' },
      serializers: { err: describeError, error: describeError },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { logMethod: withOwnMessage },
    },
    { write: (line: string) => out.write(withoutSecrets(line)) },
  )
}

/** Replaces what looks like a secret in a text. */
export function withoutSecrets(text: string): string {
  return secretTexts.reduce((done, [shape, instead]) => done.replace(shape, instead), text)
}

// Where no message is given pino takes the error's own, past the serializer.
function withOwnMessage(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, message] = args as unknown[]
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err
  if (error instanceof Error && message === undefined) {
    method.apply(this, [first instanceof Error ? { err: error } : first, describeError(error).message] as never)
  } else {
    method.apply(this, args)
  }
}

// A failed query's message holds the whole statement with its parameters; the SQLSTATE of its cause says enough.
function describeError(error: unknown): { message: string } & Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : 'not an Error' }
  const { code, cause } = error as Error & { code?: unknown }
  const isQuery = error.name === 'DrizzleQueryError' || error.message.startsWith('Failed query')
  return {
    type: error.name,
    message: isQuery ? 'a query failed' : error.message,
    code,
    stack: isQuery ? undefined : error.stack,
    cause: cause === undefined ? undefined : describeError(cause),
  }
}
