import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1']
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }

/**
 * DNS rebinding: a page of somebody's site that resolves to our address carries that site's name in Host. Only the
 * host of APP_URL is accepted, and the loopback names with our port when we listen on loopback. Forwarded headers
 * are never read.
 */
export const host: Check = {
  name: 'host',
  run({ gateway, request }) {
    const given = request.headersDistinct.host
    const name = given?.length === 1 ? given[0]?.toLowerCase() : undefined
    if (name !== undefined && accepted(gateway.settings, request.socket.localPort).includes(name)) return
    throw Refusal.http(403, 'The Host header does not name this gateway.')
  },
}

function accepted(settings: { appUrl: string; host: string }, localPort: number | undefined): string[] {
  const own = new URL(settings.appUrl)
  const names = [own.host]
  if (own.port === '') names.push(`${own.hostname}:${DEFAULT_PORTS[own.protocol] ?? ''}`)
  if (LOOPBACK.includes(settings.host) && localPort !== undefined) {
    names.push(...['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${localPort}`))
  }
  return names
}
