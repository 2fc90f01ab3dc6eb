import { Pool } from 'undici'

/** Something that answers MCP over Streamable HTTP, and how to get in. */
export interface Target {
  name: string
  url: string
  headers: Record<string, string>
}

/** What one round measured. Times in milliseconds. */
export interface Round {
  latencies: Float64Array
  calls: number
  seconds: number
}

const accept = 'application/json, text/event-stream'

/** Clients that each hold one MCP session and one keep-alive socket, and call as fast as they are answered. */
export class Load {
  private readonly pool: Pool
  private readonly path: string
  private readonly headers: Record<string, string>[] = []
  private readonly target: Target
  private next = 0
  /** Calls that were answered, in every round and warm-up. */
  answered = 0

  private constructor(target: Target, clients: number) {
    const url = new URL(target.url)
    this.target = target
    this.path = url.pathname
    this.pool = new Pool(url.origin, { connections: clients, pipelining: 1, headersTimeout: 30_000 })
  }

  /** Opens a session for every client. */
  static async open(target: Target, clients: number): Promise<Load> {
    const load = new Load(target, clients)
    for (let n = 0; n < clients; n += 1) load.headers.push(await load.openSession())
    return load
  }

  /** Calls for a time. @throws when any answer is not the sum that was asked for */
  async round(seconds: number): Promise<Round> {
    const times: number[] = []
    const started = performance.now()
    const end = started + seconds * 1000
    await Promise.all(
      this.headers.map(async (headers) => {
        while (performance.now() < end) times.push(await this.call(headers))
      }),
    )
    const elapsed = (performance.now() - started) / 1000
    this.answered += times.length
    return { latencies: Float64Array.from(times), calls: times.length, seconds: elapsed }
  }

  async close(): Promise<void> {
    for (const headers of this.headers) await this.request('DELETE', headers, null)
    await this.pool.close()
  }

  private async call(headers: Record<string, string>): Promise<number> {
    this.next += 1
    const n = this.next
    const body = `{"jsonrpc":"2.0","id":${n},"method":"tools/call","params":{"name":"add","arguments":{"a":${n},"b":7}}}`
    const started = performance.now()
    const { status, text } = await this.request('POST', headers, body)
    const took = performance.now() - started
    if (status !== 200 || !text.includes(`sum=${n + 7};`)) {
      throw new Error(`${this.target.name} answered ${status}: ${text.slice(0, 300)}`)
    }
    return took
  }

  private async openSession(): Promise<Record<string, string>> {
    const headers: Record<string, string> = { ...this.target.headers, accept, 'content-type': 'application/json' }
    const clientInfo = { name: 'bench', version: '1.0.0' }
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
    const opened = await this.request(
      'POST',
      headers,
      JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
    )
    if (opened.status !== 200 || opened.session === undefined) {
      throw new Error(`${this.target.name} answered initialize with ${opened.status}: ${opened.text.slice(0, 300)}`)
    }
    const inSession = { ...headers, 'mcp-session-id': opened.session, 'mcp-protocol-version': '2025-11-25' }
    await this.request('POST', inSession, '{"jsonrpc":"2.0","method":"notifications/initialized"}')
    return inSession
  }

  private async request(method: 'POST' | 'DELETE', headers: Record<string, string>, body: string | null) {
    const response = await this.pool.request({ path: this.path, method, headers, body })
    const session = response.headers['mcp-session-id']
    return { status: response.statusCode, text: await response.body.text(), session: session?.toString() }
  }
}
