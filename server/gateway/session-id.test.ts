import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { parseKeyring } from '#server/crypto/keyring.ts'
import { homeOfSession, newSessionId } from '#server/gateway/session-id.ts'

const keyring = parseKeyring(`a:${randomBytes(32).toString('base64')}`)
const owner = { organizationId: 'o', keyId: 'k', serverId: 's' }

it.each([
  ['another organization', { ...owner, organizationId: 'p' }],
  ['another key', { ...owner, keyId: 'l' }],
  ['another server', { ...owner, serverId: 't' }],
])('G1 does not open for %s', (_, other) => {
  expect(homeOfSession(keyring, newSessionId(keyring, 'process', owner), other)).toBeUndefined()
})

it('does not open when it was changed, made up, or sealed by another installation', () => {
  const id = newSessionId(keyring, 'process', owner)
  const other = parseKeyring(`a:${randomBytes(32).toString('base64')}`)
  expect(homeOfSession(other, id, owner)).toBeUndefined()
  for (const made of ['', 'x', id.slice(1), `${id}A`, id.replace('pcs1.a', 'pcs1.b')]) {
    expect(homeOfSession(keyring, made, owner)).toBeUndefined()
  }
})

it('names its process to us and nothing to others, and never repeats', () => {
  const ids = Array.from({ length: 100 }, () => newSessionId(keyring, 'the-process', owner))
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) {
    expect(homeOfSession(keyring, id, owner)).toBe('the-process')
    expect(id).not.toContain('process')
  }
})
