import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KeyringError, parseKeyring } from '#server/crypto/keyring.ts'

const one = randomBytes(32).toString('base64')
const two = randomBytes(32).toString('base64')

describe('J3 parseKeyring refuses', () => {
  test.each([
    ['nothing', ''],
    ['a key without a version', one],
    ['an empty version', `:${one}`],
    ['a version with a dot, which would break the sealed format', `v.1:${one}`],
    ['31 bytes', `v1:${randomBytes(31).toString('base64')}`],
    ['33 bytes', `v1:${randomBytes(33).toString('base64')}`],
    ['hex', `v1:${randomBytes(32).toString('hex')}`],
    ['a key that was typed', `v1:${Buffer.alloc(32, 'ab').toString('base64')}`],
    ['zeros', `v1:${Buffer.alloc(32).toString('base64')}`],
    ['a trailing comma', `v1:${one},`],
    ['a version given twice', `v1:${one},v1:${two}`],
  ])('%s', (_name, text) => {
    expect(() => parseKeyring(text)).toThrow(KeyringError)
  })

  test('and never repeats the key material in its message', () => {
    const short = randomBytes(20).toString('base64')
    expect(() => parseKeyring(`v1:${short}`)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(short) }),
    )
  })
})

test('the first key seals, every key opens, unknown versions have none', () => {
  const ring = parseKeyring(`v2:${two}, v1:${one}`)
  expect(ring.sealing.version).toBe('v2')
  expect(ring.sealing.key.toString('base64')).toBe(two)
  expect(ring.keyOf('v1')?.toString('base64')).toBe(one)
  expect(ring.keyOf('v3')).toBeUndefined()
})

test('base64 without its padding is the same key', () => {
  expect(parseKeyring(`v1:${one.slice(0, -1)}`).sealing.key.toString('base64')).toBe(one)
})
