import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { readClusterState } from '#server/postgres/state.ts'

/** A way into the private PostgreSQL of the measured process, beside it. */
export interface Inspection {
  /** The pid of the postmaster. */
  postmaster: number
  /** How many events of calls there are, by action. */
  callEvents(): Promise<{ decide: number; finish: number }>
  /** Whether a commit waits for the disk. */
  fsync(): Promise<boolean>
  /** Starts to measure functions. */
  trackFunctions(): Promise<void>
  /** The functions that took longest, in milliseconds. */
  functionTimes(): Promise<{ name: string; calls: number; total: number; self: number }[]>
  close(): Promise<void>
}

/** Connects as superuser, which sees every organization's events. */
export async function inspect(dataDir: string): Promise<Inspection> {
  const state = readClusterState(dataDir)
  if (!state) throw new Error(`There is no cluster in ${dataDir}.`)
  const [pid = '', , , port] = readFileSync(join(state.location, 'postmaster.pid'), 'utf8').split('\n')
  const client = new Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password: state.superuserPassword,
    database: 'portcullis',
  })
  await client.connect()
  return {
    postmaster: Number(pid),
    async callEvents() {
      const { rows } = await client.query<{ action: string; n: string }>(
        `select action, count(*) as n from public.audit_events where action in ('call.decide', 'call.finish') group by 1`,
      )
      const of = (action: string) => Number(rows.find((row) => row.action === action)?.n ?? 0)
      return { decide: of('call.decide'), finish: of('call.finish') }
    },
    async fsync() {
      const { rows } = await client.query<{ on: boolean }>(
        `select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as on`,
      )
      return rows[0]?.on === true
    },
    async trackFunctions() {
      await client.query(`alter system set track_functions = 'all'`)
      await client.query('select pg_reload_conf(), pg_stat_reset()')
    },
    async functionTimes() {
      const { rows } = await client.query<{ name: string; calls: number; total: number; self: number }>(
        `select funcname as name, calls::int, total_time as total, self_time as self
           from pg_stat_user_functions order by self_time desc limit 25`,
      )
      return rows
    },
    close: () => client.end(),
  }
}
