const labels: Record<string, string> = {
  streamable_http: 'HTTP',
  stdio: 'Command',
  sse: 'SSE',
  websocket: 'WebSocket',
}

/** How a server is reached, in words. */
export function transportLabel(transport: string | null): string {
  return labels[transport ?? ''] ?? transport ?? 'Unknown'
}
