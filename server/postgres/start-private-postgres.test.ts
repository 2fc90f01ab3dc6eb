import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import pino from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isAlive, readPostmasterPid } from './postmaster-pid.ts'
import { type PrivatePostgres, startPrivatePostgres } from './start-private-postgres.ts'

// Every test makes a cluster of its own: a second on an idle machine, far more on a busy one.
vi.setConfig({ testTimeout: 90_000 })

const log = pino({ level: 'silent' })
const holdPostgres = fileURLToPath(new URL('./testing/hold-postgres.ts', import.meta.url))
const undo: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

function newDataDir(): string {
  const place = mkdtempSync('/tmp/portcullis-launcher-')
  chmodSync(place, 0o755)
  undo.push(() => rmSync(place, { recursive: true, force: true }))
  return join(place, 'data')
}

async function start(dataDir: string, pgBin?: string): Promise<PrivatePostgres> {
  const postgres = await startPrivatePostgres({ dataDir, log, fsync: false, pgBin })
  undo.push(() => postgres.stop())
  if (!postgres.location.startsWith(dataDir)) {
    undo.unshift(() => rmSync(dirname(postgres.location), { recursive: true, force: true }))
  }
  return postgres
}

/** The same in a process of its own, to be killed. */
async function startElsewhere(dataDir: string, pgBin?: string) {
  const child = spawn(process.execPath, [holdPostgres, dataDir, ...(pgBin ? [pgBin] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  undo.push(() => end(child, 'SIGKILL'))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, answer: JSON.parse(line) as Partial<PrivatePostgres> & { refused?: string } }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

const debian15 = '/usr/lib/postgresql/15/bin'
const versions: [string, string | undefined][] = [['the packaged PostgreSQL', undefined]]
if (existsSync(debian15)) versions.push(['PostgreSQL 15 by PG_BIN', debian15])
else process.stdout.write(`${debian15} is not there: the launcher is tested with the packaged PostgreSQL only\n`)

describe.each(versions)('a private PostgreSQL, %s', (_name, pgBin) => {
  it('refuses a second start on the same data, and says who holds it since when', async () => {
    const dataDir = newDataDir()
    const since = Date.now()
    await start(dataDir, pgBin)
    const { answer } = await startElsewhere(dataDir, pgBin)
    expect(answer.refused).toMatch(
      new RegExp(`^${dataDir} is in use by process ${process.pid} since \\d{4}-[^ ]+Z\\. Stop that process`),
    )
    expect(Date.parse(/since ([^ ]+Z)/.exec(answer.refused ?? '')?.[1] ?? '')).toBeGreaterThanOrEqual(since)
  })

  it('gives the two roles what they need and nothing more', async () => {
    const { superuserUrl, loginUrl, ownerUrl, location } = await start(newDataDir(), pgBin)
    const roles = await ask(
      superuserUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolreplication from pg_roles where rolname like 'portcullis%' order by 1`,
    )
    const none = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolreplication: false }
    expect(roles).toEqual([
      { rolname: 'portcullis_login', ...none, rolcreaterole: false, rolinherit: false },
      { rolname: 'portcullis_owner', ...none, rolcreaterole: true, rolinherit: true },
    ])
    await expect(ask(loginUrl, 'create table public.mine ()')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(loginUrl, 'create temporary table mine ()')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(loginUrl.replace(/portcullis$/, 'postgres'), 'select 1')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(loginUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
    await ask(ownerUrl, 'create schema app; create table app.things ()')
    expect(statSync(location).mode & 0o777).toBe(0o700)
    expect(statSync(location).uid).not.toBe(0)
  })

  it('stops cleanly, keeps what was written and comes back on the same port', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir, pgBin)
    await ask(first.ownerUrl, 'create table public.things as select 7 as n')
    await first.stop()
    expect(readPostmasterPid(first.location)).toBeNull()
    const second = await start(dataDir, pgBin)
    expect(second).toMatchObject({ adopted: false, port: first.port, ownerUrl: first.ownerUrl })
    expect(await ask(second.ownerUrl, 'select n from public.things')).toEqual([{ n: 7 }])
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600)
  })

  it('takes over the postmaster that a killed process of ours left running', async () => {
    const dataDir = newDataDir()
    const { child, answer } = await startElsewhere(dataDir, pgBin)
    await ask(answer.ownerUrl ?? '', 'create table public.things as select 7 as n')
    const before = readPostmasterPid(answer.location ?? '')
    await end(child, 'SIGKILL')
    const heir = await start(dataDir, pgBin)
    expect(heir.adopted).toBe(true)
    expect(readPostmasterPid(heir.location)?.pid).toBe(before?.pid)
    expect(await ask(heir.ownerUrl, 'select n from public.things')).toEqual([{ n: 7 }])
    await heir.stop()
    expect(isAlive(before?.pid ?? 0)).toBe(false)
  })

  it('recovers when PostgreSQL was killed too', async () => {
    const dataDir = newDataDir()
    const { child, answer } = await startElsewhere(dataDir, pgBin)
    await ask(answer.ownerUrl ?? '', 'create table public.things as select 7 as n')
    const pid = readPostmasterPid(answer.location ?? '')?.pid ?? 0
    await end(child, 'SIGKILL')
    process.kill(pid, 'SIGKILL')
    const heir = await start(dataDir, pgBin)
    expect(heir.adopted).toBe(false)
    expect(await ask(heir.ownerUrl, 'select n from public.things')).toEqual([{ n: 7 }])
  })

  it('is not misled by a pid file that names another living program', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir, pgBin)
    await first.stop()
    const stale = [
      process.pid,
      first.location,
      Math.floor(Date.now() / 1000),
      first.port,
      '',
      '127.0.0.1',
      '',
      'ready   ',
      '',
    ]
    writeFileSync(join(first.location, 'postmaster.pid'), stale.join('\n'))
    const second = await start(dataDir, pgBin)
    expect(second.adopted).toBe(false)
    expect(readPostmasterPid(second.location)?.pid).not.toBe(process.pid)
  })
})

describe('the place of a private PostgreSQL', () => {
  it('is made again when making it was interrupted', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    await first.stop()
    const file = join(dataDir, 'postgres.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"prepared": true', '"prepared": false'))
    rmSync(join(first.location, 'global'), { recursive: true })
    const second = await start(dataDir)
    expect(await ask(second.ownerUrl, 'select 1 as n')).toEqual([{ n: 1 }])
  })

  it('refuses to guess when its memory is damaged', async () => {
    const dataDir = newDataDir()
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'postgres.json'), '{"version":1,')
    await expect(start(dataDir)).rejects.toThrow('postgres.json cannot be understood')
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  })

  it('refuses programs of another major version, by name', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    await first.stop()
    writeFileSync(join(first.location, 'PG_VERSION'), '17\n')
    await expect(start(dataDir)).rejects.toThrow('was made by PostgreSQL 17')
  })

  it('says which directory PG_BIN lacks a program in', async () => {
    await expect(start(newDataDir(), '/usr/share')).rejects.toThrow('/usr/share/initdb is not there: PG_BIN must name')
  })

  it('works below a directory that only we may enter, and is found there again', async () => {
    const dataDir = newDataDir()
    chmodSync(dirname(dataDir), 0o700)
    const first = await start(dataDir)
    const outside = process.getuid?.() === 0
    expect(first.location.startsWith(dataDir)).toBe(!outside)
    await ask(first.ownerUrl, 'create table public.things as select 7 as n')
    await first.stop()
    const second = await start(dataDir)
    expect(second.location).toBe(first.location)
    expect(await ask(second.ownerUrl, 'select n from public.things')).toEqual([{ n: 7 }])
  })

  it('puts the socket elsewhere when the path is too long for one', async () => {
    const dataDir = join(newDataDir(), 'x'.repeat(90))
    const { superuserUrl } = await start(dataDir)
    const [row] = await ask<{ at: string }>(superuserUrl, `select current_setting('unix_socket_directories') as at`)
    expect(row?.at).toMatch(/^\/tmp\/portcullis-socket-[0-9a-f]{12}\/socket$/)
    undo.push(() => rmSync(dirname(row?.at ?? ''), { recursive: true, force: true }))
  })
})
