import { z } from 'zod'
import { displayName } from '#server/schemas.ts'

export const password = z.string().min(12, 'has fewer than 12 characters').max(200, 'has more than 200 characters')

export const completeSetUpInput = z.strictObject({
  token: z.string().min(1).max(200),
  name: displayName,
  email: z.email('is not an e-mail address').max(254),
  password,
  organizationName: displayName,
})
