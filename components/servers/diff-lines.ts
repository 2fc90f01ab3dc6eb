export interface DiffLine {
  /** `same` stands on both sides; the others on one only. */
  kind: 'same' | 'removed' | 'added'
  text: string
}

export interface DiffRow {
  left: DiffLine | null
  right: DiffLine | null
}

/**
 * Compares two texts line by line (longest common subsequence) and returns them as rows to be shown side by side. A run
 * of removed lines stands beside the run of added lines that replaced it.
 */
export function diffLines(before: string, after: string): DiffRow[] {
  const a = before.split('\n')
  const b = after.split('\n')
  const rows: DiffRow[] = []
  let removed: string[] = []
  let added: string[] = []
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const gone = removed[index]
      const come = added[index]
      rows.push({
        left: gone === undefined ? null : { kind: 'removed', text: gone },
        right: come === undefined ? null : { kind: 'added', text: come },
      })
    }
    removed = []
    added = []
  }
  const common = commonLengths(a, b)
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i]
    const right = b[j]
    if (left !== undefined && left === right) {
      flush()
      rows.push({ left: { kind: 'same', text: left }, right: { kind: 'same', text: left } })
      i++
      j++
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      removed.push(left ?? '')
      i++
    } else {
      added.push(right)
      j++
    }
  }
  flush()
  return rows
}

function commonLengths(a: string[], b: string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i]
      if (row)
        row[j] = a[i] === b[j] ? 1 + (table[i + 1]?.[j + 1] ?? 0) : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  return table
}

/** A definition as text whose order does not depend on how the server wrote it, so that only real changes show. */
export function definitionText(definition: unknown): string {
  return JSON.stringify(sorted(definition), null, 2) ?? ''
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
