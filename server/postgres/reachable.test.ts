import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { allows, closedAncestor } from './reachable.ts'

const place = mkdtempSync('/tmp/portcullis-reachable-')
chmodSync(place, 0o755)
const closed = join(place, 'closed')
mkdirSync(join(closed, 'open'), { recursive: true })
chmodSync(closed, 0o700)
const file = join(place, 'file')
writeFileSync(file, '', { mode: 0o640 })

const stranger = { uid: 65533, gid: 65533, differs: true }
const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, differs: false }

afterAll(() => rmSync(place, { recursive: true }))

describe('what another account can reach', () => {
  it('names the first directory that it cannot enter', () => {
    expect(closedAncestor(join(closed, 'open', 'deep', 'file'), stranger)).toBe(closed)
    expect(closedAncestor(join(closed, 'open'), me)).toBeNull()
  })

  it('does not look at the path itself', () => {
    expect(closedAncestor(closed, stranger)).toBeNull()
  })

  it('takes the bits of owner, group or others, whichever applies', () => {
    expect(allows(file, stranger, 0o4)).toBe(false)
    expect(allows(file, { ...stranger, gid: me.gid }, 0o4)).toBe(true)
    expect(allows(file, { ...stranger, gid: me.gid }, 0o2)).toBe(false)
    expect(allows(file, me, 0o6)).toBe(true)
  })

  it('allows nothing on what is not there', () => {
    expect(allows(join(place, 'nothing'), stranger, 0o1)).toBe(false)
  })
})
