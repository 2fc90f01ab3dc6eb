import { type IncomingHttpHeaders, request } from 'node:http'

export interface RawRequest {
  method?: string
  path: string
  /** Undefined takes a default header away. */
  headers?: Record<string, string | string[] | undefined>
  body?: string | Buffer
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The JSON-RPC messages of the body, whether it is JSON or an event stream. */
  messages: RpcMessage[]
}

export interface RpcMessage {
  id?: string | number | null
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown> & { content?: { type: string; text: string }[]; isError?: boolean }
  error?: { code: number; message: string }
}

/** Sends exactly what a test says, Host and all, and reads the whole answer. */
export function sendRaw(
  origin: string,
  { method = 'POST', path, headers = {}, body = '' }: RawRequest,
): Promise<RawAnswer> {
  const all = { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers }
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method, headers: given as Record<string, string> }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, messages: messagesIn(text) })
      })
    })
    sent.on('error', reject)
    // The client announces the length of a body only where one is usual.
    sent.end(['POST', 'PUT', 'PATCH'].includes(method) ? body : undefined)
  })
}

/** The JSON-RPC messages in a JSON body or an event stream. */
export function messagesIn(text: string): RpcMessage[] {
  if (text.startsWith('{')) return [JSON.parse(text)]
  const events = text.split('\n\n').filter((event) => event.startsWith('event: message'))
  return events.map((event) => {
    const data = event.split('\n').filter((line) => line.startsWith('data: '))
    return JSON.parse(data.map((line) => line.slice('data: '.length)).join('\n'))
  })
}

/** A client that speaks MCP by hand, with one key, to one server. */
export class RawSession {
  readonly path: string
  readonly key: string
  readonly origin: string
  id = ''
  private nextId = 1

  constructor(origin: string, slug: string, key: string) {
    this.origin = origin
    this.path = `/mcp/${slug}`
    this.key = key
  }

  async open(protocolVersion = '2025-11-25'): Promise<RpcMessage> {
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
    const answer = await this.send(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }))
    const id = answer.headers['mcp-session-id']
    if (typeof id !== 'string') throw new Error(`initialize was answered with ${answer.status} ${answer.text}`)
    this.id = id
    return answer.messages[0] ?? {}
  }

  send(body: string | Buffer, headers: RawRequest['headers'] = {}, method = 'POST'): Promise<RawAnswer> {
    const own = { authorization: `Bearer ${this.key}`, ...(this.id ? { 'mcp-session-id': this.id } : {}) }
    return sendRaw(this.origin, { method, path: this.path, body, headers: { ...own, ...headers } })
  }

  /** Sends a request and gives its response. */
  async ask(method: string, params: Record<string, unknown> = {}): Promise<RpcMessage> {
    const id = this.nextId++
    const { status, text, messages } = await this.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    const response = messages.find((message) => message.id === id)
    if (!response) throw new Error(`${method} was answered with ${status} ${text}`)
    return response
  }

  call(name: string, args: Record<string, unknown> = {}): Promise<RpcMessage> {
    return this.ask('tools/call', { name, arguments: args })
  }

  async listed(): Promise<string[]> {
    const { result, error } = await this.ask('tools/list')
    if (error) throw new Error(error.message)
    return ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
  }
}

export function textOf(message: RpcMessage): string {
  return message.result?.content?.[0]?.text ?? message.error?.message ?? JSON.stringify(message)
}
