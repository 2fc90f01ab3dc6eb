import { AppError } from '#server/errors.ts'

/** Where a list goes on: the last row's time and id. Keyset, so that a growing table costs nothing and rows are neither lost nor shown twice. */
export interface Place {
  at: Date
  id: string
}

/** Writes a place as the opaque text that a caller hands back. */
export function toCursor({ at, id }: Place): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url')
}

/**
 * Reads a cursor that a caller handed back.
 *
 * @throws AppError BAD_REQUEST for anything that toCursor did not write.
 */
export function fromCursor(text: string | undefined): Place | null {
  if (text === undefined) return null
  const [time = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id))
    throw new AppError('BAD_REQUEST', 'invalid', { field: 'cursor' })
  return { at, id }
}

/** Cuts a list that was asked for with one row more than wanted, and says where it goes on. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): { items: Row[]; nextCursor?: string } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, nextCursor: toCursor(placeOf(last)) } : { items }
}
