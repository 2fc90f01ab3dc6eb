import superjson from 'superjson'

/** What a tRPC procedure answered. */
export interface ApiAnswer {
  readonly status: number
  /** The whole body, for a look at what must not be in it. */
  readonly text: string
  readonly data: unknown
  readonly error: ApiError | null
}

interface ApiError {
  readonly message: string
  readonly data: { readonly code: string; readonly reason: string; readonly field?: string }
}

/** Headers that say who asks. */
export type Credentials = Record<string, string>

/** Lists, looks and explanations are queries; everything else changes something. */
const queries = /\.(list|get|explain|verify|current|home|state)$/

/** Calls one procedure as any script could: plain HTTP, superjson bodies. Gives refusals back instead of throwing. */
export async function ask(url: string, as: Credentials, procedure: string, input?: unknown): Promise<ApiAnswer> {
  const body = input === undefined ? undefined : JSON.stringify(superjson.serialize(input))
  const address = `${url}/api/trpc/${procedure}`
  const response = queries.test(procedure)
    ? await fetch(body ? `${address}?input=${encodeURIComponent(body)}` : address, { headers: as })
    : await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', ...as } })
  const text = await response.text()
  const { result, error } = JSON.parse(text)
  // While it ends, the program answers before anything of tRPC is asked.
  if (!result && !error) throw new Error(`${procedure}: ${response.status} ${text}`)
  return {
    status: response.status,
    text,
    data: result ? superjson.deserialize(result.data) : undefined,
    error: error ? (superjson.deserialize(error) as ApiError) : null,
  }
}

/** As ask, for calls that must succeed. */
export async function call<T>(url: string, as: Credentials, procedure: string, input?: unknown): Promise<T> {
  const { status, data, error } = await ask(url, as, procedure, input)
  if (error) throw new Error(`${procedure}: ${status} ${error.data.reason} ${error.data.field ?? ''} ${error.message}`)
  return data as T
}

export const withKey = (key: string): Credentials => ({ authorization: `Bearer ${key}` })
