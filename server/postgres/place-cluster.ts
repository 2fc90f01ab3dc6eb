import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { closedAncestor } from './reachable.ts'
import type { PostgresAccount } from './run-as.ts'

/**
 * Chooses where a new cluster lives: inside the data directory, or, where PostgreSQL's account cannot get there, in a
 * directory of ours elsewhere. The name is new each time: a cluster left by a deleted data directory is never touched.
 *
 * @returns the absolute path of a directory that does not exist yet.
 */
export function chooseLocation(dataDir: string, account: PostgresAccount): string {
  const inside = join(dataDir, 'postgres', 'cluster')
  if (closedAncestor(join(dataDir, 'postgres'), account) === null) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 8)
  return join(shelterBase(), `portcullis-${name}-${randomBytes(4).toString('hex')}`, 'cluster')
}

function shelterBase(): string {
  const base = process.platform === 'darwin' ? '/usr/local/var' : '/var/lib'
  try {
    accessSync(base, constants.W_OK)
    return base
  } catch {
    return tmpdir()
  }
}

/**
 * Makes the directory above the cluster: ours, listed by nobody else, entered by PostgreSQL's account. Says in a file
 * which data directory it belongs to, because a copied data directory would point at the original's cluster.
 *
 * @throws when the place belongs to somebody else, or to a data directory that still exists.
 */
export function prepareShelter(shelter: string, dataDir: string, account: PostgresAccount): void {
  mkdirSync(shelter, { recursive: true, mode: 0o700 })
  const stat = lstatSync(shelter)
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) throw new Error(`${shelter} is not a directory of ours.`)
  chmodSync(shelter, account.differs ? 0o711 : 0o700)
  claimFor(shelter, dataDir)
}

function claimFor(shelter: string, dataDir: string): void {
  const file = join(shelter, 'belongs-to')
  const owner = readIfThere(file)?.trim()
  if (owner === dataDir) return
  if (owner && !shelter.startsWith(dataDir) && lstatSync(join(owner, 'postgres.json'), { throwIfNoEntry: false })) {
    throw new Error(
      `${dataDir} is a copy: its PostgreSQL files in ${shelter} belong to ${owner}. Restore from a backup instead of copying.`,
    )
  }
  writeFileSync(file, `${dataDir}\n`, { mode: 0o600 })
}

/** Makes an empty cluster directory that belongs to the account alone, replacing an unfinished one. */
export function emptyClusterDirectory(location: string, account: PostgresAccount): void {
  rmSync(location, { recursive: true, force: true })
  mkdirSync(location, { mode: 0o700 })
  if (account.differs) chownSync(location, account.uid, account.gid)
}

const socketPathLimit = 107

/**
 * Makes the directory for the unix socket, which only the account may enter. The path of a socket is limited to 107
 * bytes, so below a long path it is inside a directory of ours in the system's temporary one instead. Either way the
 * directory above is ours alone to write to, so that nobody can put a link where we remove, chmod and chown by path.
 * Sockets that a dead postmaster left are removed: call it only when none runs.
 *
 * @throws when somebody else made the place first.
 */
export function socketDirectory(location: string, account: PostgresAccount): string {
  const near = join(dirname(location), 'socket')
  const fits = Buffer.byteLength(join(near, '.s.PGSQL.65535.lock')) <= socketPathLimit
  const directory = fits ? near : join(ownTemporaryDirectory(location, account), 'socket')
  if (!lstatSync(directory, { throwIfNoEntry: false })) mkdirSync(directory, { recursive: true, mode: 0o700 })
  requireOurs(dirname(directory))
  const stat = lstatSync(directory)
  if (!stat.isDirectory() || (stat.uid !== account.uid && stat.uid !== process.getuid?.())) {
    throw new Error(`${directory} is not a directory of ours.`)
  }
  for (const name of readdirSync(directory).filter((name) => name.startsWith('.s.PGSQL.'))) {
    unlinkSync(join(directory, name))
  }
  chmodSync(directory, 0o700)
  if (account.differs) lchownSync(directory, account.uid, account.gid)
  return directory
}

function ownTemporaryDirectory(location: string, account: PostgresAccount): string {
  const name = createHash('sha256').update(location).digest('hex').slice(0, 12)
  const directory = join('/tmp', `portcullis-socket-${name}`)
  if (!lstatSync(directory, { throwIfNoEntry: false })) mkdirSync(directory, { mode: 0o700 })
  requireOurs(directory)
  chmodSync(directory, account.differs ? 0o711 : 0o700)
  return directory
}

/** Refuses a link, another one's directory, also that of PostgreSQL's own account, and what others may write to. */
function requireOurs(directory: string): void {
  const stat = lstatSync(directory)
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new Error(`${directory} is not a directory of ours alone. Remove it, then start again.`)
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
