import { z } from 'zod'
import { displayName, id, moment } from '#server/schemas.ts'

export const createAgentInput = z.strictObject({
  name: displayName,
  description: z.string().trim().max(2000, 'has more than 2000 characters').optional(),
})

export const agentInput = z.strictObject({ agentId: id })

export const createAgentKeyInput = z.strictObject({
  agentId: id,
  name: displayName.optional(),
  expiresAt: moment.nullish(),
})

export const revokeAgentKeyInput = z.strictObject({ keyId: id })
