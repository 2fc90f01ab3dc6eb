/**
 * Says whether a JSON value holds U+0000 in any string or member name. PostgreSQL stores that character in neither text
 * nor jsonb, so what holds it could be seen but not recorded.
 */
export function holdsZero(value: unknown): boolean {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string' && next.includes('\0')) return true
    if (typeof next !== 'object' || next === null) continue
    for (const [name, member] of Object.entries(next)) left.push(name, member)
  }
  return false
}
