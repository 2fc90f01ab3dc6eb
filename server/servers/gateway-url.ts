import { runtime } from '#server/runtime.ts'

/** Where an agent connects to reach a server: its path on our gateway. */
export function gatewayUrl(slug: string): string {
  return `${runtime().settings.appUrl}/mcp/${slug}`
}
