import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseKeyring } from '#server/crypto/keyring.ts'
import { open, type SealContext, SealError, seal } from '#server/crypto/seal.ts'

const newKey = () => randomBytes(32).toString('base64')
const old = newKey()
const ring = parseKeyring(`v1:${old}`)
const here: SealContext = {
  table: 'account_tool_instances',
  organizationId: 'org-a',
  rowId: 'row-1',
  field: 'upstream',
}
const broken = expect.objectContaining({ name: 'SealError', reason: 'broken' })

describe('J1 a sealed value does not open', () => {
  test.each([
    ['in another table', { ...here, table: 'user_oauth_connections' }],
    ['in another organization', { ...here, organizationId: 'org-b' }],
    ['in another row', { ...here, rowId: 'row-2' }],
    ['in another field', { ...here, field: 'headers' }],
    ['in a place whose parts only join to the same text', { ...here, table: 'account_tool_instances","org-a' }],
  ])('%s', (_name, elsewhere) => {
    const sealed = seal(ring, 'secret', here)
    expect(() => open(ring, sealed, elsewhere)).toThrow(broken)
    expect(open(ring, sealed, here)).toBe('secret')
  })

  test('under an unknown key version, which is not called damage', () => {
    const sealed = seal(parseKeyring(`v9:${newKey()}`), 'secret', here)
    expect(() => open(ring, sealed, here)).toThrow(expect.objectContaining({ reason: 'unknown_key' }))
  })

  test('under another key of the same version', () => {
    expect(() => open(parseKeyring(`v1:${newKey()}`), seal(ring, 'secret', here), here)).toThrow(broken)
  })

  test('when its version is rewritten to another name of the same key', () => {
    const both = parseKeyring(`v1:${old},v2:${old}`)
    expect(() => open(both, seal(ring, 'secret', here).replace('pcs1.v1.', 'pcs1.v2.'), here)).toThrow(broken)
  })

  test('with the ciphertext or the row key of another value', () => {
    const a = seal(ring, 'secret a', here).split('.')
    const b = seal(ring, 'secret b', here).split('.')
    expect(() => open(ring, [...a.slice(0, 4), ...b.slice(4)].join('.'), here)).toThrow(broken)
    expect(() => open(ring, [...a.slice(0, 2), ...b.slice(2, 4), ...a.slice(4)].join('.'), here)).toThrow(broken)
    expect(() => open(ring, [...a.slice(0, 2), ...a.slice(4), ...a.slice(2, 4)].join('.'), here)).toThrow(broken)
  })

  test.each([1, 4, 8, 12, 15])('with a tag that is %i bytes shorter', (bytes) => {
    for (const part of [3, 5]) {
      const parts = seal(ring, 'secret', here).split('.')
      const whole = Buffer.from(parts[part] ?? '', 'base64url')
      parts[part] = whole.subarray(0, whole.length - bytes).toString('base64url')
      expect(() => open(ring, parts.join('.'), here)).toThrow(broken)
    }
  })

  test('as a correctly made value with a 12-byte tag', () => {
    const parts = seal(ring, 'secret', here).split('.')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(old, 'base64'), randomBytes(12), { authTagLength: 12 })
    const short = Buffer.concat([cipher.update(randomBytes(32)), cipher.final(), cipher.getAuthTag()])
    parts[3] = short.toString('base64url')
    expect(() => open(ring, parts.join('.'), here)).toThrow(broken)
  })

  test.each(['', 'secret', '{"url":"x"}', 'pcs1.v1.a.b.c', 'pcs1.v1.a.b.c.d.e', 'pcs2.v1.a.b.c.d', 'pcs1.v1...'])(
    'when it is %j: there is no plain text fallback',
    (text) => {
      expect(() => open(ring, text, here)).toThrow(SealError)
    },
  )

  test('after any change of any one character', () => {
    const sealed = seal(ring, 'secret', here)
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'AQgw_-9z. \n'), (at, character) => {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
        fc.pre(changed !== sealed)
        expect(() => open(ring, changed, here)).toThrow(SealError)
      }),
      { numRuns: 500 },
    )
  })
})

test('anything that is sealed opens again in its place, in the stored format', () => {
  const place = fc.record({ table: fc.string(), organizationId: fc.uuid(), rowId: fc.uuid(), field: fc.string() })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), place, (secret, context) => {
      const sealed = seal(ring, secret, context)
      expect(sealed).toMatch(/^pcs1\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$/)
      expect(open(ring, sealed, context)).toBe(secret)
    }),
  )
})

test('after a rotation the old key still opens and the new one seals', () => {
  const sealed = seal(ring, 'secret', here)
  const rotated = parseKeyring(`v2:${newKey()},v1:${old}`)
  expect(open(rotated, sealed, here)).toBe('secret')
  expect(seal(rotated, 'secret', here)).toMatch(/^pcs1\.v2\./)
})

test('the same secret never gives the same text', () => {
  expect(new Set(Array.from({ length: 100 }, () => seal(ring, 'secret', here))).size).toBe(100)
})
