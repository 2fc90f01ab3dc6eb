import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readClusterState } from '#server/postgres/state.ts'
import { root } from '../scripts/prepare.mjs'
import { step } from '../scripts/step.mjs'
import { inspect } from './gateway/audit-count.ts'
import { settled } from './gateway/cpu.ts'
import { Load, type Target } from './gateway/load.ts'
import { type Measured, measure } from './gateway/measure.ts'
import { type BenchProcess, startPortcullis, startServer } from './gateway/processes.ts'
import { prepareOrganization } from './gateway/set-up.ts'
import { functionTable, table } from './gateway/table.ts'

// `npm run bench -- gateway`: tools/call of a trivial tool of a Streamable HTTP server: direct, through a proxy that does
// nothing, and through Portcullis with everything on. Upstream, proxy, Portcullis and load are processes of their own.

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    /** Writes a CPU profile of the serving process and the times of SQL functions; the numbers are then not comparable. */
    profile: { type: 'boolean', default: false },
  },
})

const results = join(root, 'bench', 'results')
mkdirSync(results, { recursive: true })
const dataDir = mkdtempSync('/tmp/portcullis-bench-')
const processes: BenchProcess[] = []

// The terminal's Ctrl-C reaches every process, so the run fails by itself; the files must still go.
let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})

try {
  await run()
} catch (error) {
  if (!interrupted) throw error
  process.exitCode = 130
} finally {
  await clear()
}

async function clear(): Promise<void> {
  for (const running of processes.reverse()) await running.stop()
  const cluster = readClusterState(dataDir)
  if (cluster) rmSync(dirname(cluster.location), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

async function run(): Promise<void> {
  const { targets, portcullis, organization } = await step('upstream, proxy and Portcullis serve', start)
  const inspection = await inspect(dataDir)
  try {
    const durable = await inspection.fsync()
    if (!durable) throw new Error('fsync is off: this would not be the product.')
    if (options.profile) await inspection.trackFunctions()
    await step('Portcullis is idle', () => settled(portcullis.pid, inspection.postmaster))
    const before = await inspection.callEvents()
    const measured: Measured[] = []
    let calls = 0
    for (const clients of options.clients.split(',').map(Number)) {
      const loads = await Promise.all(targets.map((target: Target) => Load.open(target, clients)))
      const plan = { rounds: Number(options.rounds), seconds: Number(options.seconds), clients }
      const pids = { portcullis: portcullis.pid, postmaster: inspection.postmaster }
      measured.push(...(await step(`${clients} clients`, () => measure(targets, loads, plan, pids))))
      calls += loads.at(-1)?.answered ?? 0
      await Promise.all(loads.map((load) => load.close()))
    }
    const after = await inspection.callEvents()
    const events = { decide: after.decide - before.decide, finish: after.finish - before.finish }
    const functions = options.profile ? await inspection.functionTimes() : []
    process.stdout.write(`\n${table(measured)}\n`)
    if (functions.length > 0) process.stdout.write(`${functionTable(functions)}\n`)
    process.stdout.write(
      `${calls} calls through Portcullis, warm-up included: ${events.decide} decisions and ${events.finish} outcomes in the audit log\n`,
    )
    if (events.decide !== calls || events.finish !== calls) throw new Error('Audit events are missing or too many.')
    const audit = await organization.verifyAudit(portcullis.url).catch((error: Error) => error.message)
    process.stdout.write(`audit.verify: ${JSON.stringify(audit)}\n`)
    const file = join(results, `gateway-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`)
    const facts = { at: new Date().toISOString(), node: process.version, load: loadavg(), options, fsync: durable }
    writeFileSync(file, `${JSON.stringify({ ...facts, calls, events, audit, measured, functions }, null, 2)}\n`)
    process.stdout.write(`${file}\n`)
  } finally {
    await inspection.close()
  }
}

async function start() {
  const credential = randomBytes(24).toString('base64url')
  const organization = prepareOrganization()
  const upstream = await startServer('./upstream.ts', { BENCH_CREDENTIAL: credential })
  processes.push(upstream)
  const origin = new URL(upstream.url).origin
  const proxy = await startServer('./null-proxy.ts', { BENCH_CREDENTIAL: credential, BENCH_UPSTREAM: origin })
  processes.push(proxy)
  const nodeOptions = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${results}`] : []
  const portcullis = await startPortcullis(dataDir, organization.settings, nodeOptions)
  processes.push(portcullis)
  const key = await organization.register(portcullis.url, upstream.url, credential)
  const targets: Target[] = [
    { name: 'direct', url: upstream.url, headers: { authorization: `Bearer ${credential}` } },
    { name: 'null proxy', url: proxy.url, headers: {} },
    { name: 'portcullis', url: `${portcullis.url}/mcp/bench`, headers: { authorization: `Bearer ${key}` } },
  ]
  return { targets, portcullis, organization }
}
