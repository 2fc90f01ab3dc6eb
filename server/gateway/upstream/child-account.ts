import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimUid } from '#server/gateway/upstream/account-registry.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

/** Who a child is: its private directory and, when we are root, a user and group id that belong to no one else. */
export interface ChildAccount {
  home: string
  /** Absent when we are not root: the child then runs as we do. */
  uid?: number
}

/**
 * Finds or makes the account of an isolation key. The same key gets the same account again, so that a package that was
 * downloaded stays there; no two living keys have the same one, and no file changes hands.
 * @param key who the child is for
 * @param dataDir where the directories go when we are not root. As root they lie elsewhere, because other user ids must
 *   reach them, and the data directory is closed to all but us.
 * @throws UpstreamError `spawn`
 */
export async function childAccount(key: string, dataDir: string): Promise<ChildAccount> {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32)
  try {
    if (process.getuid?.() !== 0) return { home: await ownHome(join(dataDir, 'stdio', name)) }
    const base = await baseDirectory()
    const uid = await claimUid(base, name, dataDir)
    return { home: await ownHome(join(base, 'homes', name), uid), uid }
  } catch (error) {
    if (error instanceof UpstreamError) throw error
    throw new UpstreamError(
      'spawn',
      `no private directory could be made: ${error instanceof Error ? error.message : error}`,
    )
  }
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
  for (const directory of [home, join(home, 'tmp')]) {
    await mkdir(directory, { recursive: uid === undefined, mode: 0o700 }).catch(ignoreExisting)
    const found = await lstat(directory)
    if (!found.isDirectory()) throw new Error(`${directory} is not a directory`)
    if (uid !== undefined && found.uid === 0) await chown(directory, uid, uid)
    else if (uid !== undefined && found.uid !== uid) throw new Error(`${directory} belongs to someone else`)
  }
  return home
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
