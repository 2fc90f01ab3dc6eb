import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** What PostgreSQL writes about itself into `postmaster.pid` (its own format, one value per line). */
export interface PostmasterPid {
  readonly pid: number
  readonly directory: string
  readonly startedAt: Date
  readonly port: number
}

/** Reads a cluster's `postmaster.pid`; null when there is none or it is not yet complete. */
export function readPostmasterPid(location: string): PostmasterPid | null {
  let lines: string[]
  try {
    lines = readFileSync(join(location, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return null
  }
  const [pid, directory, started, port] = lines
  const entry = {
    pid: Number(pid),
    directory: directory ?? '',
    startedAt: new Date(Number(started) * 1000),
    port: Number(port),
  }
  return Number.isInteger(entry.pid) && entry.pid > 1 && entry.directory !== '' ? entry : null
}

/** Says whether a process runs. One that has ended and that nobody has collected yet does not count. */
export function isAlive(pid: number): boolean {
  return hasEntry(pid) && !/^\d+ \(.*\) [ZX] /s.test(procFile(pid, 'stat') ?? '')
}

/** Says whether the system's list of processes has this number, be it of one that has ended already. */
export function hasEntry(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Says whether a living process is the postmaster of this cluster, from what the system knows about the process and
 * not from the pid file: after a crash of the machine another program may have the same number.
 *
 * @returns 'yes', 'no', or 'unknown' where the system does not tell; then nobody may assume either.
 */
export function isPostmasterOf(pid: number, location: string): 'yes' | 'no' | 'unknown' {
  const name = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  const command = name.status === 0 ? name.stdout.trim() : (procFile(pid, 'comm')?.trim() ?? '')
  if (command !== '' && !/postgres|postmaster/.test(command)) return 'no'
  // The postmaster's working directory is its data directory.
  const directory = workingDirectory(pid)
  if (directory === null) return 'unknown'
  return directory === realpathSync(location) ? 'yes' : 'no'
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    const answer = spawnSync('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn'], { encoding: 'utf8' })
    return /^n(.+)$/m.exec(answer.stdout ?? '')?.[1] ?? null
  }
}

function procFile(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}
