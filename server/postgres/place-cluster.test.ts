import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { socketDirectory } from './place-cluster.ts'
import { postgresAccount } from './run-as.ts'

const account = postgresAccount()
const isRoot = process.getuid?.() === 0
const undo: string[] = []
afterEach(() => {
  for (const path of undo.splice(0)) rmSync(path, { recursive: true, force: true })
})

function newPlace(): string {
  const made = mkdtempSync('/tmp/portcullis-place-')
  undo.push(made)
  return made
}

/** Where the socket of a cluster at a long path goes: the directory in the temporary one, which does not exist yet. */
function farPlace(): { location: string; above: string } {
  const location = join(newPlace(), 'x'.repeat(100), 'cluster')
  const above = dirname(socketDirectory(location, account))
  expect(above).toMatch(/^\/tmp\/portcullis-socket-[0-9a-f]{12}$/)
  rmSync(above, { recursive: true })
  undo.push(above)
  return { location, above }
}

describe('the socket of a cluster at a long path', () => {
  it('is not put behind a link', () => {
    const { location, above } = farPlace()
    const elsewhere = newPlace()
    symlinkSync(elsewhere, above)
    expect(() => socketDirectory(location, account)).toThrow('not a directory of ours alone')
    expect(readdirSync(elsewhere)).toEqual([])
  })

  it.each([0o777, 0o770, 0o1777])('is not put where others may write (%o)', (mode) => {
    const { location, above } = farPlace()
    mkdirSync(above)
    chmodSync(above, mode)
    expect(() => socketDirectory(location, account)).toThrow('not a directory of ours alone')
  })

  it.runIf(isRoot)(
    'is not put where PostgreSQL’s own account made the place first, and nothing there is touched',
    () => {
      const { location, above } = farPlace()
      mkdirSync(above, { mode: 0o750 })
      writeFileSync(join(above, '.s.PGSQL.5432'), 'kept')
      chownSync(above, account.uid, account.gid)
      expect(() => socketDirectory(location, account)).toThrow('not a directory of ours alone')
      expect(readFileSync(join(above, '.s.PGSQL.5432'), 'utf8')).toBe('kept')
      expect(lstatSync(above).mode & 0o777).toBe(0o750)
    },
  )

  it('is in a directory of the account inside of one of ours, the same one again, without what a dead one left', () => {
    const { location } = farPlace()
    const directory = socketDirectory(location, account)
    for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) writeFileSync(join(directory, name), '')
    const victim = join(newPlace(), 'victim')
    writeFileSync(victim, 'kept')
    symlinkSync(victim, join(directory, '.s.PGSQL.1'))
    expect(socketDirectory(location, account)).toBe(directory)
    expect(readdirSync(directory)).toEqual([])
    expect(readFileSync(victim, 'utf8')).toBe('kept')
    const [above, found] = [lstatSync(dirname(directory)), lstatSync(directory)]
    expect([above.uid, found.uid, found.mode & 0o777]).toEqual([process.getuid?.(), account.uid, 0o700])
    expect(above.mode & 0o066).toBe(0)
    expect(join(directory, '.s.PGSQL.65535.lock').length).toBeLessThanOrEqual(107)
  })
})

it('below a short path the socket is beside the cluster', () => {
  const place = newPlace()
  expect(socketDirectory(join(place, 'cluster'), account)).toBe(join(place, 'socket'))
})
