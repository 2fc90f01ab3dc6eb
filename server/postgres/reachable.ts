import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { PostgresAccount } from './run-as.ts'

/**
 * Says which directory keeps an account from getting to a path, if one does: without the execute bit on every ancestor
 * a process cannot open what is below, whatever the rights of the file itself.
 *
 * @param path an existing or planned path; the path itself is not looked at, only what is above it.
 * @returns the first directory that is closed for the account, or null.
 */
export function closedAncestor(path: string, account: PostgresAccount): string | null {
  const ancestors: string[] = []
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    ancestors.unshift(at)
    if (dirname(at) === at) break
  }
  return ancestors.find((directory) => !allows(directory, account, 0o1)) ?? null
}

/**
 * Says whether the mode bits give an account the wanted rights on a file (4 read, 2 write, 1 execute).
 *
 * @returns false also when the file is not there.
 */
export function allows(path: string, account: PostgresAccount, wanted: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return false
  if (account.uid === 0) return true
  const bits = stat.uid === account.uid ? stat.mode >> 6 : stat.gid === account.gid ? stat.mode >> 3 : stat.mode
  return (bits & wanted) === wanted
}
