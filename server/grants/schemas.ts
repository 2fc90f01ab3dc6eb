import { z } from 'zod'
import { id, moment, page, reason } from '#server/schemas.ts'

export const accessLevel = z.enum(['read_only', 'full_access', 'custom'], 'is one of read_only, custom and full_access')

const toolNames = z.array(z.string().min(1).max(256)).max(2000)

const terms = {
  allowedTools: toolNames.nullish(),
  resources: z.boolean().optional(),
  prompts: z.boolean().optional(),
  expiresAt: moment.nullish(),
  reason: reason.nullish(),
}

export const grantInput = z.strictObject({ agentId: id, serverId: id, level: accessLevel, ...terms })

/** What is absent stays; null takes an end or a reason away. */
export const changeGrantInput = z.strictObject({
  grantId: id,
  level: accessLevel.optional(),
  ...terms,
  /** The server's revision that was looked at, or true for the current one. */
  confirmRevision: z.union([z.literal(true), z.int().min(1)]).optional(),
})

export const revokeGrantInput = z.strictObject({ grantId: id, reason: reason.nullish() })

export const grantState = z.enum(['active', 'expiring', 'expired', 'revoked', 'suspended', 'all'])

export const listGrantsInput = z.strictObject({
  agentId: id.optional(),
  serverId: id.optional(),
  state: grantState.optional(),
  ...page,
})

/** The server by id or by slug: refusals link here with what the agent knows. */
export const explainInput = z.strictObject({
  agentId: id,
  serverId: z.string().min(1).max(64),
  tool: z.string().min(1).max(256),
})
