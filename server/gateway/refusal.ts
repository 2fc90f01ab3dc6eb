/** How a refusal reaches the client: as an HTTP status, as a JSON-RPC error, or as an ordinary result. */
export type RefusalForm =
  | { as: 'http'; status: number; code: number; headers: Record<string, string> }
  | { as: 'error'; code: number }
  | { as: 'result'; result: Record<string, unknown> }

/** JSON-RPC 2.0 error codes (section 5.1). */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
} as const

/** Thrown by a check that ends the exchange. The message is what the client reads; it never says more than it may know. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly form: RefusalForm
  private constructor(message: string, form: RefusalForm) {
    super(message)
    this.form = form
  }

  /** Refuses the HTTP request itself. */
  static http(
    status: number,
    message: string,
    headers: Record<string, string> = {},
    code: number = rpcCodes.invalidRequest,
  ) {
    return new Refusal(message, { as: 'http', status, code, headers })
  }

  /** Answers the JSON-RPC request with an error. */
  static error(code: number, message: string): Refusal {
    return new Refusal(message, { as: 'error', code })
  }

  /** Answers a tool call with a result that says what is wrong, so that the model reads it. */
  static tool(sentence: string): Refusal {
    return new Refusal(sentence, {
      as: 'result',
      result: { content: [{ type: 'text', text: sentence }], isError: true },
    })
  }

  /** Answers with a result that holds nothing, such as an empty list. */
  static nothing(result: Record<string, unknown>): Refusal {
    return new Refusal('nothing is available', { as: 'result', result })
  }
}

/** The same answer for a server of another organization, one that was removed, and one that never was. */
export function noSuchServer(): Refusal {
  return Refusal.http(404, 'There is no MCP server at this address.')
}

/** The same answer for a session that ended, one of another key, agent or server, and one that never was. */
export function noSuchSession(): Refusal {
  return Refusal.http(404, 'There is no such session. Send initialize to open one.')
}
