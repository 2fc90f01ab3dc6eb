import { z } from 'zod'

/** Inputs that several slices take. Forms and routers share these. */
export const id = z.uuid('is not an id')

/** A name a person gives: one line, no control characters. */
export const displayName = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(80, 'has more than 80 characters')
  .regex(/^\P{Cc}*$/u, 'may not hold control characters')

/** A moment, as a Date or as ISO 8601 with a zone. */
export const moment = z.union(
  [z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))],
  'is not a date and time',
)

/** A sentence of why. */
export const reason = z.string().trim().max(1000, 'has more than 1000 characters')

/** A page of a list: where to go on, and how many at most. */
export const page = {
  cursor: z.string().max(512).optional(),
  limit: z.number().int().min(1).max(200).optional(),
  /** tRPC's infinite queries say which way they go; there is one. */
  direction: z.literal('forward').optional(),
}
