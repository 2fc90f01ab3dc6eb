import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { createRoles, databaseName, loginRole, ownerRole } from './create-roles.ts'
import { lockDataDirectory } from './data-lock.ts'
import { initCluster, superuser } from './init-cluster.ts'
import { chooseLocation, prepareShelter, socketDirectory } from './place-cluster.ts'
import { freePort, type Postmaster, spawnPostmaster, stopPostmaster, waitUntilReady } from './postmaster.ts'
import { hasEntry, isAlive, isPostmasterOf, readPostmasterPid } from './postmaster-pid.ts'
import { type PostgresAccount, postgresAccount } from './run-as.ts'
import { type ClusterState, readClusterState, shelterOf, writeClusterState } from './state.ts'

/** A running private cluster, locked for this process. */
export interface PrivatePostgres {
  readonly ownerUrl: string
  readonly loginUrl: string
  /** For maintenance and tests; never handed to what runs in production. */
  readonly superuserUrl: string
  readonly port: number
  /** The cluster's directory. */
  readonly location: string
  /** True when it ran already, left by a process of ours that was killed. */
  readonly adopted: boolean
  /** Resolves with a sentence when PostgreSQL ends without being asked. */
  readonly exited: Promise<string>
  stop(): Promise<void>
}

interface Cluster {
  readonly binaries: PostgresBinaries
  readonly account: PostgresAccount
  readonly dataDir: string
  readonly fsync: boolean
}

/**
 * Starts the private PostgreSQL of a data directory, makes it when it is new, or takes over the one that a killed
 * process of ours left running.
 *
 * @param options.dataDir is created when missing; `options.fsync` is for tests only; `options.pgBin` names other programs.
 * @throws DataDirectoryHeld when another process has the data directory; Error with a sentence for a person otherwise.
 */
export async function startPrivatePostgres(options: {
  dataDir: string
  log: Logger
  fsync?: boolean
  pgBin?: string
}): Promise<PrivatePostgres> {
  const account = postgresAccount()
  mkdirSync(options.dataDir, { recursive: true, mode: account.differs ? 0o711 : 0o700 })
  const dataDir = realpathSync(options.dataDir)
  const lock = lockDataDirectory(dataDir)
  try {
    const state = readClusterState(dataDir) ?? newState(dataDir, account)
    const shelter = shelterOf(state)
    prepareShelter(shelter, dataDir, account)
    const binaries = findBinaries(options.pgBin, account, () => shelter)
    const cluster = { binaries, account, dataDir, fsync: options.fsync ?? true }
    const { postmaster, current, adopted } = await bringUp(cluster, state, options.log)
    return {
      ownerUrl: urlOf(current, ownerRole, current.ownerPassword, databaseName),
      loginUrl: urlOf(current, loginRole, current.loginPassword, databaseName),
      superuserUrl: urlOf(current, superuser, current.superuserPassword, 'postgres'),
      port: current.port,
      location: current.location,
      adopted,
      exited: postmaster.exited,
      stop: once(async () => {
        await stopPostmaster(postmaster.pid, current.location)
        lock.release()
      }),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

async function bringUp(cluster: Cluster, state: ClusterState, log: Logger) {
  if (!state.prepared) return { ...(await makeCluster(cluster, state, log)), adopted: false }
  const left = await adopt(state, log)
  if (left) return { postmaster: left, current: remember(cluster, { ...state, port: left.port }), adopted: true }
  checkVersion(cluster, state.location)
  return { ...(await start(cluster, state)), adopted: false }
}

async function makeCluster(cluster: Cluster, state: ClusterState, log: Logger) {
  const left = readPostmasterPid(state.location)
  if (left && isAlive(left.pid) && isPostmasterOf(left.pid, state.location) === 'yes') {
    await stopPostmaster(left.pid, state.location)
  }
  log.info({ location: state.location, major: cluster.binaries.major }, 'making a private PostgreSQL')
  remember(cluster, state)
  await initCluster({ ...cluster, location: state.location, superuserPassword: state.superuserPassword })
  const { postmaster, current } = await start(cluster, state)
  try {
    await createRoles(urlOf(current, superuser, current.superuserPassword, 'postgres'), current)
  } catch (error) {
    await stopPostmaster(postmaster.pid, current.location)
    throw error
  }
  return { postmaster, current: remember(cluster, { ...current, prepared: true }) }
}

/**
 * Finds the postmaster that runs on this cluster, if one does.
 *
 * @returns it, or null when none runs; a stale pid file is removed only when its process is surely another program.
 * @throws when it cannot be told whether one runs: two on one directory would destroy it.
 */
async function adopt(state: ClusterState, log: Logger): Promise<Postmaster | null> {
  const left = readPostmasterPid(state.location)
  if (!left) return null
  if (!isAlive(left.pid)) {
    // PostgreSQL replaces the file of a process that is gone, but takes one that has ended and that nobody has collected
    // (usual in a container) for a living one. It still refuses to start beside the shared memory of surviving children.
    if (hasEntry(left.pid)) rmSync(join(state.location, 'postmaster.pid'), { force: true })
    return null
  }
  const ours = isPostmasterOf(left.pid, state.location)
  if (ours === 'no') {
    log.warn({ pid: left.pid }, 'postmaster.pid names a process that is not PostgreSQL on this directory: removed')
    rmSync(join(state.location, 'postmaster.pid'), { force: true })
    return null
  }
  const url = urlOf({ ...state, port: left.port }, superuser, state.superuserPassword, 'postgres')
  const answer = await waitUntilReady(url, 60_000, () => !isAlive(left.pid))
  if (!isAlive(left.pid)) return null
  if (answer.ready && realpathSync(answer.directory) === realpathSync(state.location)) {
    return { pid: left.pid, port: left.port, exited: new Promise(() => {}) }
  }
  throw new Error(
    `Process ${left.pid} seems to be PostgreSQL on ${state.location}, but does not answer as such on port ${left.port} (${answer.ready ? 'it serves another directory' : answer.why}). Stop it, then start again.`,
  )
}

async function start(cluster: Cluster, state: ClusterState) {
  const socketDir = socketDirectory(state.location, cluster.account)
  let preferred = state.port
  for (let tries = 1; ; tries += 1) {
    const port = await freePort(preferred)
    const current = remember(cluster, { ...state, port })
    const postmaster = spawnPostmaster({ ...cluster, location: state.location, socketDir, port })
    let ended = false
    void postmaster.exited.then(() => {
      ended = true
    })
    const url = urlOf(current, superuser, current.superuserPassword, 'postgres')
    // Recovery after a crash may take long; PostgreSQL says by itself when it gives up.
    const answer = await waitUntilReady(url, 300_000, () => ended)
    if (answer.ready && answer.directory !== '' && !ended) return { postmaster, current }
    if (!ended) await stopPostmaster(postmaster.pid, state.location)
    const why = postmaster.failure()
    // Someone took the port in between, or the children of a killed postmaster are still ending.
    const passing = /could not bind|Address already in use|pre-existing shared memory|shared memory block/.test(why)
    if (!passing || tries === 5) {
      throw new Error(`PostgreSQL does not start on ${state.location}: ${why || (answer.ready ? '' : answer.why)}`)
    }
    preferred = 0
    await new Promise((resolve) => setTimeout(resolve, tries * 200))
  }
}

function newState(dataDir: string, account: PostgresAccount): ClusterState {
  const password = () => randomBytes(32).toString('base64url')
  return {
    version: 1,
    location: chooseLocation(dataDir, account),
    port: 0,
    prepared: false,
    superuserPassword: password(),
    ownerPassword: password(),
    loginPassword: password(),
  }
}

function remember(cluster: Cluster, state: ClusterState): ClusterState {
  writeClusterState(cluster.dataDir, state)
  return state
}

function checkVersion(cluster: Cluster, location: string): void {
  const made = readFileSync(join(location, 'PG_VERSION'), 'utf8').trim()
  if (made === String(cluster.binaries.major)) return
  throw new Error(
    `${location} was made by PostgreSQL ${made}, but ${dirname(cluster.binaries.postgres)} is ${cluster.binaries.major}. Set PG_BIN to a PostgreSQL ${made}.`,
  )
}

function urlOf(state: ClusterState, user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${state.port}/${database}`
}
