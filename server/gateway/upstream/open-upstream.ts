import { createEgress, type Egress } from '#server/egress/create-egress.ts'
import { openStdio } from '#server/gateway/upstream/stdio.ts'
import { openStreamableHttp } from '#server/gateway/upstream/streamable-http.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'

const HTTP_OPEN_TIMEOUT = 20_000
// npx may have to download the server first.
const STDIO_OPEN_TIMEOUT = 60_000
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024

/** The part of the installation's settings that says where and how servers may be reached. */
export interface UpstreamSettings {
  readonly appUrl: string
  readonly port: number
  /** Absolute; tells installations on one machine apart. */
  readonly dataDir: string
  /** In effect: also that of the private PostgreSQL. */
  readonly databaseUrl?: string | undefined
  readonly databaseOwnerUrl?: string | undefined
  readonly egressAllow: readonly string[]
  readonly stdioCommands: readonly string[]
  /** MiB */
  readonly stdioMaxRss: number
}

export interface UpstreamLog {
  warn(fields: Record<string, unknown>, message: string): void
}

export interface OpenOptions {
  settings: UpstreamSettings
  log: UpstreamLog
  /** Who the connection is for: organization, agent (or discovery), server and revision. Never shared across keys. */
  key: string
  /** Gives the opening up. */
  signal: AbortSignal
}

const egresses = new WeakMap<UpstreamSettings, Egress>()

/**
 * Opens a new session with an upstream server: connects or starts it, and initializes it with empty capabilities.
 * Pooling is the caller's: every call opens another one.
 * @throws UpstreamError
 */
export function openUpstream(target: UpstreamTarget, options: OpenOptions): Promise<UpstreamConnection> {
  const { settings, log, key } = options
  if (target.transport === 'stdio') {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(STDIO_OPEN_TIMEOUT)])
    return openStdio(target, { settings, log, key, signal, maxMessageBytes: MAX_MESSAGE_BYTES })
  }
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(HTTP_OPEN_TIMEOUT)])
  return openStreamableHttp(target, { egress: egressOf(settings), signal, maxMessageBytes: MAX_MESSAGE_BYTES })
}

/** The guarded client of an installation; one per settings object, so that its sockets stay warm. */
export function egressOf(settings: UpstreamSettings): Egress {
  const known = egresses.get(settings)
  if (known) return known
  const databases = [settings.databaseUrl, settings.databaseOwnerUrl].filter((url) => url && URL.canParse(url))
  const endpoints = databases.map((url) => {
    const { hostname, port } = new URL(url ?? '')
    return { host: hostname, port: Number(port || 5432) }
  })
  const app = new URL(settings.appUrl)
  const appPort = Number(app.port || (app.protocol === 'https:' ? 443 : 80))
  const egress = createEgress({
    egressAllow: settings.egressAllow,
    ownPorts: [settings.port, ...endpoints.map((endpoint) => endpoint.port)],
    ownEndpoints: [...endpoints, { host: app.hostname, port: appPort }],
  })
  egresses.set(settings, egress)
  return egress
}
