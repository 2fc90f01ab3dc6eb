import { parseStrictly } from '#server/gateway/strict-json.ts'
import type { ClientRequest } from '#server/gateway/upstream/upstream-connection.ts'

export interface TestRequest {
  id?: string | number
  method?: string
  /** Instead of `name` and `arguments`: the exact text of `params`. */
  params?: string
  name?: string
  arguments?: Record<string, unknown>
  progressToken?: string | number
}

/** Builds a client request as the gateway hands it to a connection, with its spans; a tool call unless told otherwise. */
export function testRequest(request: TestRequest = {}): ClientRequest {
  const { id = 1, method = 'tools/call', progressToken } = request
  const params = {
    ...(request.name === undefined ? {} : { name: request.name, arguments: request.arguments ?? {} }),
    ...(progressToken === undefined ? {} : { _meta: { progressToken } }),
  }
  const raw = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"${method}","params":${request.params ?? JSON.stringify(params)}}`
  const { spans } = parseStrictly(raw, { depth: 64, keys: 10_000 })
  if (!spans.id) throw new Error('a request has an id')
  return {
    id,
    method,
    raw,
    ...(progressToken === undefined ? {} : { progressToken }),
    spans: { ...spans, id: spans.id },
  }
}
