import { spawn } from 'node:child_process'
import { chownSync, rmSync, writeFileSync } from 'node:fs'
import type { PostgresBinaries } from './binaries.ts'
import { emptyClusterDirectory } from './place-cluster.ts'
import { postgresEnvironment } from './postmaster.ts'
import type { PostgresAccount } from './run-as.ts'

/** The superuser of a private cluster; used to prepare and to stop it, never at run time. */
export const superuser = 'postgres'

/**
 * Makes a new cluster with initdb: passwords by SCRAM for every kind of connection, UTF-8, byte order of the C locale
 * (the same on every machine), page checksums on.
 *
 * @throws with initdb's own words when it fails.
 */
export async function initCluster(options: {
  binaries: PostgresBinaries
  account: PostgresAccount
  location: string
  superuserPassword: string
  fsync: boolean
}): Promise<void> {
  const { account, location } = options
  emptyClusterDirectory(location, account)
  const passwordFile = `${location}.pw`
  writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 })
  if (account.differs) chownSync(passwordFile, account.uid, account.gid)
  try {
    await run(options.binaries.initdb, account, [
      ...['-D', location, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale=C', '--data-checksums', '--no-instructions'],
      ...(options.fsync ? [] : ['--no-sync']),
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function run(program: string, account: PostgresAccount, args: string[]): Promise<void> {
  const identity = account.differs ? { uid: account.uid, gid: account.gid } : {}
  const child = spawn(program, args, {
    cwd: '/',
    env: postgresEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`initdb failed (${code}): ${Buffer.concat(output).toString('utf8').trim().slice(-2000)}`))
    })
  })
}
