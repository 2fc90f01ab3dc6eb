import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { newAgentKey, newOrganizationKey, publicIdOf } from '#server/crypto/keys.ts'

const secret = 'A'.repeat(43)

describe('publicIdOf refuses what is not a key', () => {
  test.each([
    '',
    'pck_agt_',
    `pck_agt_abcdefghijkl_${secret}x`,
    `pck_agt_abcdefghijkl_${secret.slice(1)}`,
    `pck_agt_abcdefghijk_${secret}`,
    `pck_agt_abcdefghijk-_${secret}`,
    `pck_usr_abcdefghijkl_${secret}`,
    `PCK_AGT_abcdefghijkl_${secret}`,
    ` pck_agt_abcdefghijkl_${secret}`,
    `pck_agt_abcdefghijkl_${secret}\n`,
    `pck_agt_abcdefghijkl_${secret.slice(1)}=`,
  ])('%j', (text) => {
    expect(publicIdOf(text)).toBeNull()
  })
})

describe.each([
  ['agent', newAgentKey, /^pck_agt_[0-9A-Za-z]{12}_[A-Za-z0-9_-]{43}$/],
  ['organization', newOrganizationKey, /^pck_org_[0-9A-Za-z]{12}_[A-Za-z0-9_-]{43}$/],
] as const)('J4 %s keys', (_kind, newKey, shape) => {
  test('have their shape, their public id and the SHA-256 of the whole text', () => {
    const { key, publicId, hash } = newKey()
    expect(key).toMatch(shape)
    expect(publicIdOf(key)).toBe(publicId)
    expect(hash).toEqual(createHash('sha256').update(key).digest())
    expect(hashSecret(key)).toEqual(hash)
  })

  test('are never the same twice, in no part', () => {
    const keys = Array.from({ length: 500 }, newKey)
    expect(new Set(keys.map((k) => k.publicId)).size).toBe(500)
    expect(new Set(keys.map((k) => k.key.slice(-43))).size).toBe(500)
  })

  test('use every character of base62 in the public id', () => {
    const seen = new Set(Array.from({ length: 500 }, () => newKey().publicId).join(''))
    expect(seen.size).toBe(62)
  })
})
