import { chmod, lchown, lstat, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type ChildAccount, childAccount } from '#server/gateway/upstream/child-account.ts'

const isRoot = process.getuid?.() === 0
const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'portcullis-account-'))
  undo.push(() => rm(made, { recursive: true, force: true }))
  return made
}

/** An account that is taken away again, with its user id, after the test. */
async function account(key: string, dataDir: string): Promise<ChildAccount> {
  const made = await childAccount(key, dataDir)
  undo.push(async () => {
    made.release()
    await rm(made.home, { recursive: true, force: true })
    const marker = join(dirname(dirname(made.home)), 'uids', String(made.uid))
    const [name] = (await readFile(marker, 'utf8').catch(() => '')).split('\n')
    if (name === basename(made.home)) await rm(marker)
  })
  return made
}

describe.runIf(isRoot)('D2 as root: what was handed over is not touched again', () => {
  test('a link that the child puts in the place of its directory gives it nothing', async () => {
    const [dataDir, victim] = [await directory(), await directory()]
    const first = await account('link', dataDir)
    const inside = join(first.home, 'tmp')
    await rename(inside, join(first.home, 'aside'))
    await symlink(victim, inside)
    first.release()
    const again = await account('link', dataDir)
    expect(again.home).toBe(first.home)
    expect((await stat(victim)).uid).toBe(0)
    expect((await lstat(inside)).isSymbolicLink()).toBe(true)
  })

  test('nor is a directory that root owns made the child’s, and none is made there', async () => {
    const dataDir = await directory()
    const first = await account('remade', dataDir)
    const inside = join(first.home, 'tmp')
    await rm(inside, { recursive: true })
    first.release()
    await (await account('remade', dataDir)).release()
    await expect(lstat(inside)).rejects.toThrow('ENOENT')
  })

  test('a home that belongs to somebody else is refused', async () => {
    const dataDir = await directory()
    const { home, release } = await account('foreign', dataDir)
    await lchown(home, 65_534, 65_534)
    release()
    await expect(childAccount('foreign', dataDir)).rejects.toThrow(expect.objectContaining({ kind: 'spawn' }))
    // And the account is free again, not held by the opening that failed.
    await lchown(home, 0, 0)
    expect((await account('foreign', dataDir)).home).toBe(home)
  })

  test('both directories are the child’s alone, also when an earlier start ended half way', async () => {
    const dataDir = await directory()
    const { home, uid, release } = await account('half', dataDir)
    await lchown(home, 0, 0)
    await chmod(home, 0o700)
    release()
    await (await account('half', dataDir)).release()
    for (const path of [home, join(home, 'tmp')]) {
      const found = await lstat(path)
      expect([found.uid, found.gid, found.mode & 0o777]).toEqual([uid, uid, 0o700])
    }
  })
})

test('two accounts of one key at once are two; the freed one is used again', async () => {
  const dataDir = await directory()
  const [a, b] = await Promise.all([account('key', dataDir), account('key', dataDir)])
  expect(a.home).not.toBe(b.home)
  a.release()
  // A second release must not free what somebody else has by now.
  const again = await account('key', dataDir)
  a.release()
  expect(again.home).toBe(a.home)
  expect((await account('key', dataDir)).home).not.toBe(a.home)
})
