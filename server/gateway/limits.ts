/** Every bound of the gateway in one place. */
export const gatewayLimits = {
  bodyBytes: 4 * 1024 * 1024,
  /** Of a client's message. */
  message: { depth: 64, keys: 20_000 },
  /** Of one page of an upstream's tool list. */
  listing: { depth: 64, keys: 200_000 },
  listingPages: 50,
  listingTools: 2000,
  nameLength: 512,
  uriLength: 8192,
  sessionsPerAgent: 100,
  sessionIdleMs: 24 * 60 * 60_000,
  callsPerAgent: 64,
  callDeadlineMs: 5 * 60_000,
  /** How long a call may be silent before its answer becomes an event stream. */
  streamAfterMs: 2000,
  keepAliveMs: 15_000,
  upstreamOpenMs: 60_000,
  upstreamListMs: 30_000,
  /** How often a list of tools may change under a call before the call is given up. */
  upstreamSyncs: 3,
  upstreamIdleMs: 5 * 60_000,
  sweepMs: 30_000,
  /** How long calls under way may take to end when the gateway closes. */
  drainMs: 25_000,
  keyRejectWindowMs: 60_000,
  keysWatched: 10_000,
  relayQueue: 100,
  subscriptions: 1000,
}

export type GatewayLimits = typeof gatewayLimits
