import { lookup } from 'node:dns/promises'
import { Agent, type Dispatcher, errors } from 'undici'
import { parseAllowList } from '#server/egress/allow-list.ts'
import { checkDestination, type Resolver, type Rules } from '#server/egress/check-destination.ts'
import { connectPinned } from '#server/egress/connect-pinned.ts'
import { EgressError } from '#server/egress/egress-error.ts'

const CONNECT_TIMEOUT = 10_000
const MAX_HEADER_BYTES = 32 * 1024
const DEFAULT_MAX_BODY = 16 * 1024 * 1024

export interface EgressOptions {
  /** Addresses, CIDR ranges and host names that are opened although they are private. */
  egressAllow: readonly string[]
  /** Ports on this machine that are never reachable through us: our own HTTP port, our database's. */
  ownPorts: readonly number[]
  /** Where our own parts listen on other machines, such as a remote database. */
  ownEndpoints?: readonly { host: string; port: number }[]
  resolver?: Resolver
  /** Milliseconds for name resolution and connecting together; 10 s when absent. */
  connectTimeout?: number
}

export interface EgressRequest {
  url: string
  method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH' | 'HEAD'
  headers?: Record<string, string>
  body?: string | Buffer
  /** Ends the request and its body. There is no other time limit after connecting, so there must be one here. */
  signal: AbortSignal
  /** Bytes of the body after which the request fails; Infinity for event streams. 16 MiB when absent. */
  maxBodyBytes?: number
}

export interface EgressResponse {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** The body as it arrives. Must be read to its end or be given up with `discard`. */
  body: AsyncIterable<Buffer>
  text(): Promise<string>
  discard(): void
}

/** The only way out: every request that leaves the program because of something a user wrote goes through one of these. */
export interface Egress {
  /** For libraries that bring their own request function. It guards addresses; redirects are then the library's matter. */
  readonly dispatcher: Dispatcher
  /** Makes one request. @throws EgressError, or the signal's reason when it was aborted */
  request(request: EgressRequest): Promise<EgressResponse>
  /** Says whether a URL may be requested now, without a connection. @throws EgressError */
  check(url: string): Promise<void>
  close(): Promise<void>
}

/** Builds the guarded client. @throws TypeError when `egressAllow` holds something that is not an address, range or name */
export function createEgress(options: EgressOptions): Egress {
  const rules: Rules = {
    allow: parseAllowList(options.egressAllow),
    ownPorts: new Set(options.ownPorts),
    ownEndpoints: options.ownEndpoints ?? [],
    resolve: options.resolver ?? resolveAll,
  }
  const dispatcher = new Agent({
    connect: connectPinned(rules, options.connectTimeout ?? CONNECT_TIMEOUT),
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  })

  async function request(input: EgressRequest): Promise<EgressResponse> {
    const url = readUrl(input.url)
    const response = await dispatcher
      .request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: input.method,
        headers: { ...lowerCased(input.headers ?? {}), 'accept-encoding': 'identity' },
        body: input.body ?? null,
        signal: input.signal,
      })
      .catch((error: unknown) => {
        throw translate(error, input.signal)
      })
    if (response.statusCode >= 300 && response.statusCode < 400) {
      discard(response.body)
      throw new EgressError('redirect', `${url.host} answered ${response.statusCode}`)
    }
    const body = capped(response.body, input.maxBodyBytes ?? DEFAULT_MAX_BODY, input.signal)
    return {
      status: response.statusCode,
      headers: response.headers,
      body,
      text: () => readText(body),
      discard: () => discard(response.body),
    }
  }

  return {
    dispatcher,
    request,
    check: async (text) => {
      const { protocol, hostname, port } = readUrl(text)
      await checkDestination(rules, { protocol, hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) })
    },
    close: () => dispatcher.destroy(),
  }
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new EgressError('refused', 'the URL cannot be read')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') throw new EgressError('refused', 'the URL holds user information')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new EgressError('refused', `${url.protocol} is not http or https`)
  }
  return url
}

async function resolveAll(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true, order: 'ipv4first' })).map((entry) => entry.address)
}

async function* capped(
  body: Dispatcher.ResponseData['body'],
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw new EgressError('too_large', `the body is larger than ${limit} bytes`)
      yield chunk
    }
  } catch (error) {
    throw translate(error, signal)
  } finally {
    discard(body)
  }
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function discard(body: Dispatcher.ResponseData['body']): void {
  // Destroying emits an error event on a body nobody reads; without a listener that would end the process.
  body.on('error', () => undefined)
  body.destroy()
}

function translate(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof EgressError) return error
  if (signal.aborted) return signal.reason
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (error instanceof errors.ConnectTimeoutError) return new EgressError('timeout', detail)
  if (error instanceof errors.HeadersOverflowError) return new EgressError('too_large', detail)
  return new EgressError('unreachable', detail)
}
