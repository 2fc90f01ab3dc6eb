import { createHash } from 'node:crypto'
import { lchown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimUid } from '#server/gateway/upstream/account-registry.ts'
import { holdAccountKey } from '#server/gateway/upstream/held-accounts.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

/** Who a child is: its private directory and, when we are root, a user and group id that belong to no one else. */
export interface ChildAccount {
  home: string
  /** Absent when we are not root: the child then runs as we do. */
  uid?: number
  /** Lets the next child have the account: call it when nothing that ran under it is left. */
  release(): void
}

/**
 * Finds or makes the account of an isolation key. The same key gets the same account again, so that a package that was
 * downloaded stays there; no two living children have the same one, also not of one key, and no file changes hands.
 * @param key who the child is for
 * @param dataDir where the directories go when we are not root. As root they lie elsewhere, because other user ids must
 *   reach them, and the data directory is closed to all but us.
 * @throws UpstreamError `spawn`
 */
export async function childAccount(key: string, dataDir: string): Promise<ChildAccount> {
  const held = holdAccountKey(key)
  // Two installations on one machine never meet in one account, whatever their keys are.
  const name = createHash('sha256')
    .update(JSON.stringify([dataDir, held.key]))
    .digest('hex')
    .slice(0, 32)
  try {
    return { ...(await accountOf(name, dataDir)), release: held.release }
  } catch (error) {
    held.release()
    if (error instanceof UpstreamError) throw error
    throw new UpstreamError(
      'spawn',
      `no private directory could be made: ${error instanceof Error ? error.message : error}`,
    )
  }
}

async function accountOf(name: string, dataDir: string): Promise<Omit<ChildAccount, 'release'>> {
  if (process.getuid?.() !== 0) return { home: await ownHome(join(dataDir, 'stdio', name)) }
  const base = await baseDirectory()
  const uid = await claimUid(base, name, dataDir)
  return { home: await ownHome(join(base, 'homes', name), uid), uid }
}

/** A place that every user id can pass through and only root can write to. */
async function baseDirectory(): Promise<string> {
  for (const base of ['/var/lib/portcullis-stdio', join(tmpdir(), 'portcullis-stdio')]) {
    try {
      for (const directory of [base, join(base, 'homes'), join(base, 'uids')]) {
        await mkdir(directory, { mode: 0o711 }).catch(ignoreExisting)
        const found = await lstat(directory)
        // In /tmp somebody else could have made it first, or a link in its place.
        if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0)
          throw new Error(`${directory} is not ours`)
      }
      return base
    } catch {
      // The next place may do: /var/lib is read-only in some containers.
    }
  }
  throw new UpstreamError(
    'spawn',
    'no place for private directories: /var/lib and the temporary directory are not usable',
  )
}

async function ownHome(home: string, uid?: number): Promise<string> {
  await mkdir(home, { recursive: uid === undefined, mode: 0o700 }).catch(ignoreExisting)
  const found = await lstat(home)
  if (!found.isDirectory()) throw new Error(`${home} is not a directory`)
  // Handed over already: whatever is in it may be swapped for a link by a process of that user at any moment, so nothing
  // in it is ours to touch again.
  if (uid !== undefined && found.uid === uid) return home
  if (uid !== undefined && found.uid !== 0) throw new Error(`${home} belongs to someone else`)
  await mkdir(join(home, 'tmp'), { mode: 0o700 }).catch(ignoreExisting)
  if (uid !== undefined) {
    // The outer one last: until then only root can get in.
    await lchown(join(home, 'tmp'), uid, uid)
    await lchown(home, uid, uid)
  }
  return home
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
