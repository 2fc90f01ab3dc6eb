import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writeFileDurably } from './write-durably.ts'

/** Thrown when another process already works on the data directory. */
export class DataDirectoryHeld extends Error {
  override readonly name = 'DataDirectoryHeld'
}

/** The lock on a data directory; the operating system gives it up when our process ends, however it ends. */
export interface DataLock {
  release(): void
}

/**
 * Takes the lock on a data directory. The lock itself is a file lock of the kernel, taken through SQLite because Node
 * has no call of its own for one: it cannot be left behind by kill -9 and two starters cannot both win, which a file
 * with a pid in it cannot promise. A second file tells people who holds it.
 *
 * @throws DataDirectoryHeld with a sentence that names the holder.
 */
export function lockDataDirectory(dataDir: string): DataLock {
  const file = join(dataDir, 'lock')
  const holderFile = join(dataDir, 'lock.json')
  const lock = new DatabaseSync(file)
  try {
    lock.exec('PRAGMA busy_timeout = 0')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new DataDirectoryHeld(
      `${dataDir} is in use by ${describeHolder(holderFile)}. Stop that process first, or give this one another DATA_DIR.`,
    )
  }
  chmodSync(file, 0o600)
  writeFileDurably(holderFile, `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`)
  return { release: () => lock.close() }
}

// SQLITE_BUSY is 5: another process, or another connection of this one, holds the lock.
function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5
}

function describeHolder(holderFile: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(holderFile, 'utf8')) as { pid: unknown; since: unknown }
    if (Number.isInteger(pid) && typeof since === 'string') return `process ${pid} since ${since}`
  } catch {
    // The holder is between taking the lock and writing its name.
  }
  return 'another Portcullis process that has just started'
}
