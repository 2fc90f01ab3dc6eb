import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import type { PostgresBinaries } from './binaries.ts'
import { isAlive, readPostmasterPid } from './postmaster-pid.ts'
import type { PostgresAccount } from './run-as.ts'

/** The environment for PostgreSQL's programs: nothing of ours, so that no secret of ours is readable there. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' }
}

/** A running postmaster, ours by birth or by adoption. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Resolves when it has ended without being asked; never for an adopted one, which is not our child. */
  readonly exited: Promise<string>
}

/**
 * Starts a postmaster in a process group of its own (the terminal's Ctrl-C must not reach it: our process stops it
 * after the last query) with its output in a file (a pipe would break when we are killed and it lives on).
 *
 * @throws with PostgreSQL's own words when it ends instead of starting.
 */
export function spawnPostmaster(options: {
  binaries: PostgresBinaries
  account: PostgresAccount
  location: string
  socketDir: string
  port: number
  fsync: boolean
}): Postmaster & { readonly failure: () => string } {
  const { account, location } = options
  const startLog = join(dirname(location), 'start.log')
  const output = openSync(startLog, 'w', 0o600)
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: options.socketDir,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_checkpoints: 'off',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(options.fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const identity = account.differs ? { uid: account.uid, gid: account.gid } : {}
  let child: ChildProcess
  try {
    child = spawn(
      options.binaries.postgres,
      ['-D', location, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { cwd: '/', env: postgresEnvironment(), detached: true, stdio: ['ignore', output, output], ...identity },
    )
  } finally {
    closeSync(output)
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`PostgreSQL ended (${signal ?? code}).`))
  })
  // Our process ends when its own work ends, not when PostgreSQL does.
  child.unref()
  return {
    pid: child.pid ?? -1,
    port: options.port,
    exited,
    failure: () => failureOf(child.pid ?? -1, [startLog, join(location, 'log')]),
  }
}

// What one process wrote, in the file it starts with and in those of the log collector that it then hands over to.
function failureOf(pid: number, places: string[]): string {
  const files = places.flatMap((place) => {
    const stat = statSync(place, { throwIfNoEntry: false })
    return stat?.isDirectory() ? readdirSync(place).map((name) => join(place, name)) : stat ? [place] : []
  })
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  const own = lines.filter((line) => line.includes(`[${pid}]`) && /FATAL|could not|HINT|DETAIL|ERROR/.test(line))
  return (own.length > 0 ? own : lines).join('\n').trim().slice(-2000)
}

/**
 * Waits until a postmaster answers a query on its cluster.
 *
 * @returns what it says about itself, or the reason why it does not answer (also after `limit` milliseconds).
 */
export async function waitUntilReady(
  url: string,
  limit: number,
  ended: () => boolean,
): Promise<{ ready: true; directory: string } | { ready: false; why: string; code: string | undefined }> {
  const until = Date.now() + limit
  for (;;) {
    const answer = await probe(url)
    // 57P03: it starts or recovers. ECONNREFUSED: it does not listen yet.
    const soon = !answer.ready && (answer.code === '57P03' || answer.code === 'ECONNREFUSED')
    if (!soon || ended() || Date.now() > until) return answer
    await delay(25)
  }
}

async function probe(url: string) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ directory: string }>(`select current_setting('data_directory') as directory`)
    return { ready: true as const, directory: rows[0]?.directory ?? '' }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { ready: false as const, why: message, code }
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Stops a postmaster: first the fast way (open transactions are rolled back, everything is written out), and when that
 * has not ended after `limit` milliseconds, at once (the next start then recovers from the log).
 */
export async function stopPostmaster(pid: number, location: string, limit = 30_000): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const until = Date.now() + limit
    while (Date.now() < until) {
      if (!isAlive(pid) || readPostmasterPid(location)?.pid !== pid) return await ended(pid)
      await delay(20)
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`)
}

// It removes its pid file just before it ends.
async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 250 && isAlive(pid); tries += 1) await delay(20)
}

/** Asks the system for a port on the loopback address that nobody listens on; prefers the one given. */
export async function freePort(preferred: number): Promise<number> {
  const port = await listenOnce(preferred)
  return port ?? (await listenOnce(0)) ?? Promise.reject(new Error('No free port on 127.0.0.1.'))
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null))
    })
  })
}
