import { expect, test } from 'vitest'
import { custom, endOf, inDays, inHours, never, tomorrow } from '#components/form/end-presets.ts'

const now = new Date(2026, 10, 30, 22, 30)
const presets = [inHours(8), tomorrow, inDays(7), never]

test.each(['', 'not a date', '2026-11-30T22:29', '2026-11-30T22:30'])('%j is no end to choose', (value) => {
  expect(endOf(presets, custom, value, now)).toBeUndefined()
})

test('a choice that does not exist is not read as no end', () => {
  expect(endOf(presets, 'whatever', '', now)).toBeUndefined()
})

test('presets count from now', () => {
  expect(endOf(presets, '8h', '', now)).toEqual(new Date(2026, 11, 1, 6, 30))
  expect(endOf(presets, 'tomorrow', '', now)).toEqual(new Date(2026, 11, 1, 18, 0))
  expect(endOf(presets, 'never', '', now)).toBeNull()
  expect(endOf(presets, custom, '2026-12-24T18:00', now)).toEqual(new Date(2026, 11, 24, 18, 0))
})
