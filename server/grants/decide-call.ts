import { callAs } from '#server/db/as-actor.ts'
import type { CallPools } from '#server/db/client.ts'
import { AppError } from '#server/errors.ts'

export interface CallQuestion {
  keyHash: Buffer
  serverSlug: string
  /** `open` asks for nothing but a working key; `list` whether anything at all is granted. */
  kind: 'open' | 'list' | 'tool' | 'resource' | 'prompt'
  /** The tool's name, for kind `tool`. */
  name: string | null
}

export interface CallDecision {
  allowed: boolean
  /** A word of server/errors.ts. */
  reason: string
  grantId: string | null
  /** When the grant that was found ended or expired, if it did. */
  grantEndedAt: Date | null
  agentId: string
  agentName: string
  organizationId: string
  organizationSlug: string
  serverId: string
  serverSlug: string
  serverName: string
  revision: number
  /** The digest of the tools as last recorded; null before the first discovery. */
  toolsDigest: string | null
  /** What the server said of itself when it was discovered; its instructions only where something is granted. */
  serverFacts: { capabilities: unknown; serverInfo: unknown; instructions: unknown } | null
  /** Where the server is, sealed: only with a yes that is not of kind `open`. */
  upstreamSealed: string | null
}

interface Row extends Omit<CallDecision, 'serverFacts'> {
  capabilities: unknown
  facts: { serverInfo?: unknown; instructions?: unknown } | null
}

/**
 * Asks the one decision (app.decide_call): who holds this key, which server is that, and may it?
 *
 * @throws AppError UNAUTHORIZED for a key that is not good (any more), NOT_FOUND when its organization has no live server of
 *   that slug: the same for another organization's server and for none.
 */
export async function decideCall(pools: CallPools, question: CallQuestion): Promise<CallDecision> {
  const [row] = await callAs<Row>(pools, 'agent_key', {
    name: 'decide_call',
    text: `select allowed, reason, grant_id as "grantId", grant_ended_at as "grantEndedAt", agent_id as "agentId", agent_name as "agentName", organization_id as "organizationId",
                  organization_slug as "organizationSlug", server_id as "serverId", server_slug as "serverSlug", server_name as "serverName", revision, tools_digest as "toolsDigest",
                  capabilities, facts, upstream_sealed as "upstreamSealed" from app.decide_call($1, $2, $3, $4)`,
    values: [question.keyHash, question.serverSlug, question.kind, question.name],
  })
  // No row is no answer, and no answer is no.
  if (!row) throw new AppError('NOT_FOUND', 'server_not_found')
  const { capabilities, facts, ...decision } = row
  return {
    ...decision,
    allowed: row.allowed === true,
    serverFacts: capabilities
      ? { capabilities, serverInfo: facts?.serverInfo, instructions: facts?.instructions }
      : null,
  }
}
