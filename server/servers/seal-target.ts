import { open, seal } from '#server/crypto/seal.ts'
import { type UpstreamTarget, upstreamTargetSchema } from '#server/gateway/upstream/target.ts'
import { runtime } from '#server/runtime.ts'

const placeOf = (organizationId: string, serverId: string) => ({
  table: 'server_upstreams',
  organizationId,
  rowId: serverId,
  field: 'target',
})

/** Seals where a server is, for its own row and no other. */
export function sealTarget(organizationId: string, serverId: string, target: UpstreamTarget): string {
  return seal(runtime().keyring, JSON.stringify(target), placeOf(organizationId, serverId))
}

/** Opens what sealTarget sealed for this server. Throws SealError for any other row's. */
export function openTarget(organizationId: string, serverId: string, sealed: string): UpstreamTarget {
  return upstreamTargetSchema.parse(JSON.parse(open(runtime().keyring, sealed, placeOf(organizationId, serverId))))
}
