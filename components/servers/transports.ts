/** How a server is reached, in words. */
export const transportLabels: Record<string, string> = {
  streamable_http: 'HTTP',
  stdio: 'Command',
  sse: 'SSE',
  websocket: 'WebSocket',
}
