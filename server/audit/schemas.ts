import { z } from 'zod'
import { id, page } from '#server/schemas.ts'

export const listEventsInput = z.strictObject({
  agentId: id.optional(),
  serverId: id.optional(),
  action: z.string().max(64).optional(),
  outcome: z.enum(['ok', 'error', 'allowed', 'denied']).optional(),
  ...page,
})
