import { type TestRequest, testRequest } from '#server/gateway/testing/test-request.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'

/** What came back from one exchange: every message in order, and the text of the tool's result. */
export interface Called {
  messages: { id?: unknown; method?: string; params?: Record<string, unknown>; result?: unknown; error?: unknown }[]
  raw: string[]
  text: string
}

/** Runs one exchange on a connection to its end. */
export async function callTool(
  connection: UpstreamConnection,
  request: TestRequest,
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<Called> {
  const raw: string[] = []
  for await (const message of connection.exchange(testRequest(request), signal)) raw.push(message)
  const messages: Called['messages'] = raw.map((message) => JSON.parse(message))
  const result = messages.at(-1)?.result as { content?: { text?: string }[] } | undefined
  return { messages, raw, text: result?.content?.[0]?.text ?? '' }
}
