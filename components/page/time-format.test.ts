import { describe, expect, test } from 'vitest'
import { expiryStage, formatMoment, formatRelative, toLocalInput } from '#components/page/time-format.ts'

const now = new Date(2026, 10, 20, 12, 0, 0)
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)
const minute = 60_000
const hour = 60 * minute

describe('formatRelative', () => {
  test.each([
    [-10_000, 'just now'],
    [10_000, 'in a moment'],
    [-minute, '1 minute ago'],
    [44 * minute, 'in 44 minutes'],
    [46 * minute, 'in 1 hour'],
    [19 * hour, 'in 19 hours'],
    [-40 * hour, '2 days ago'],
    [30 * 24 * hour, 'in 30 days'],
  ])('%i ms away reads %s', (distance, text) => {
    expect(formatRelative(later(distance), now)).toBe(text)
  })
})

describe('expiryStage', () => {
  test('the moment itself is over: the gate closes at it, not after it', () => {
    expect(expiryStage(now, now)).toBe('over')
  })
  test('no end is not the same as a far one', () => {
    expect(expiryStage(null, now)).toBe('none')
    expect(expiryStage(later(72 * hour), now)).toBe('far')
  })
  test('warns within two days', () => {
    expect(expiryStage(later(47 * hour), now)).toBe('soon')
    expect(expiryStage(later(48 * hour), now)).toBe('far')
  })
})

test('a moment of another year names the year', () => {
  expect(formatMoment(new Date(2026, 10, 21, 16, 5), now)).toBe('Sat 21 Nov, 16:05')
  expect(formatMoment(new Date(2027, 0, 2, 9, 0), now)).toContain('2027')
})

test('a local field value reads back as the same minute', () => {
  const at = new Date(2026, 6, 1, 23, 59)
  expect(new Date(toLocalInput(at)).getTime()).toBe(at.getTime())
})
