import { callAs } from '#server/db/as-actor.ts'
import type { CallPools } from '#server/db/client.ts'
import { AppError, isReason } from '#server/errors.ts'

export interface AuthenticatedAgent {
  organizationId: string
  organizationSlug: string
  agentId: string
  agentName: string
  keyId: string
  /** The sealed key under which this organization's audit log fingerprints arguments. */
  argumentKeySealed: string
}

/**
 * Says which agent holds a key.
 *
 * @param publicId the readable part of the presented key, or null; only used to tell the key's owner why it was turned away.
 * @throws AppError UNAUTHORIZED; when the public id is one of ours its reason is the true one and its detail names
 *   {organizationId, agentId, keyId}. Both are for the owner's log, never for the caller.
 */
export async function authenticateAgent(
  pools: CallPools,
  keyHash: Buffer,
  publicId: string | null,
): Promise<AuthenticatedAgent> {
  try {
    const [agent] = await callAs<AuthenticatedAgent>(pools, 'agent_key', {
      name: 'authenticate_agent',
      text: `select organization_id as "organizationId", organization_slug as "organizationSlug", agent_id as "agentId", agent_name as "agentName", key_id as "keyId",
                    argument_key_sealed as "argumentKeySealed" from app.authenticate_agent($1)`,
      values: [keyHash],
    })
    if (agent) return agent
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UNAUTHORIZED') throw error
  }
  throw await whyRejected(pools, keyHash, publicId)
}

async function whyRejected(pools: CallPools, keyHash: Buffer, publicId: string | null): Promise<AppError> {
  if (publicId === null) return new AppError('UNAUTHORIZED', 'key_unknown')
  const [known] = await callAs<{ organizationId: string; agentId: string; keyId: string; reason: string }>(
    pools,
    'system',
    {
      name: 'rejected_key',
      text: `select organization_id as "organizationId", agent_id as "agentId", key_id as "keyId", reason from app.rejected_key($1, $2)`,
      values: [publicId, keyHash],
    },
  )
  if (!known) return new AppError('UNAUTHORIZED', 'key_unknown')
  const { reason, ...detail } = known
  return new AppError('UNAUTHORIZED', isReason(reason) ? reason : 'key_unknown', { detail })
}
