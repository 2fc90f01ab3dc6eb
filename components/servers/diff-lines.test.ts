import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definitionText, diffLines } from '#components/servers/diff-lines.ts'

test('a changed line stands beside what it was', () => {
  expect(diffLines('a\nb\nc', 'a\nB\nc')).toEqual([
    { left: { kind: 'same', text: 'a' }, right: { kind: 'same', text: 'a' } },
    { left: { kind: 'removed', text: 'b' }, right: { kind: 'added', text: 'B' } },
    { left: { kind: 'same', text: 'c' }, right: { kind: 'same', text: 'c' } },
  ])
})

test('key order is not a change', () => {
  expect(definitionText({ b: [{ d: 1, c: 2 }], a: null })).toBe(definitionText({ a: null, b: [{ c: 2, d: 1 }] }))
})

test('no line of either side is lost, invented or moved', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const rows = diffLines(a.join('\n'), b.join('\n'))
      const side = (name: 'left' | 'right') => rows.flatMap((row) => (row[name] ? [row[name].text] : [])).join('\n')
      expect(side('left')).toBe(a.join('\n'))
      expect(side('right')).toBe(b.join('\n'))
      for (const row of rows) {
        if (row.left?.kind === 'same' || row.right?.kind === 'same') expect(row.left).toEqual(row.right)
        if (!row.left && !row.right) throw new Error('an empty row')
      }
    }),
  )
})
