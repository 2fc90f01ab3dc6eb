import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { Logger } from 'pino'
import { parseKeyring } from '#server/crypto/keyring.ts'
import { installationSecrets } from '#server/data-dir.ts'
import { openCallPools, openPool } from '#server/db/client.ts'
import { checkKeys, selfCheck } from '#server/db/self-check.ts'
import type { Settings } from '#server/env.ts'
import { createGateway } from '#server/gateway/handle.ts'
import { createHealth } from '#server/health.ts'
import { setRuntime } from '#server/runtime.ts'
import { initialize } from '#server/setup/initialize.ts'
import { checkMigrations } from './check-migrations.ts'
import { checklist } from './checklist.ts'
import { drain, trackRequests } from './drain.ts'
import { endsOf } from './end-pools.ts'
import { createMetrics } from './metrics.ts'
import { openDatabase } from './open-database.ts'
import { routeRequests } from './route-requests.ts'
import { preparePages } from './serve-pages.ts'

/** A process that serves. */
export interface RunningProcess {
  /** Lets what runs finish and ends everything, PostgreSQL last. Can be asked again while it does. */
  stop(): Promise<void>
  /** Resolves with a sentence when the process cannot go on. */
  readonly failed: Promise<string>
}

/**
 * The composition root: database, keys, checks, runtime, doors, in this order, each only when the one before holds.
 *
 * @param options.print gets the lines for the person who starts it.
 * @throws when anything does not hold; what was started by then is stopped.
 */
export async function startProcess(
  settings: Settings,
  options: { log: Logger; dev: boolean; dir: string; print(line: string): void },
): Promise<RunningProcess> {
  const { log, dev, dir } = options
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const since = performance.now()
    const result = await work()
    options.print(`✓ ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`)
    return result
  }
  const database = await timed('database ready and migrated', () => openDatabase(settings, log))
  const { postgres, loginUrl } = database
  const pool = openPool(loginUrl, log)
  const calls = openCallPools(loginUrl, log)
  const pools = endsOf([pool, calls.agent_key, calls.system])
  try {
    const secrets = installationSecrets(settings)
    const keyring = parseKeyring(secrets.encryptionKeys)
    // The owner's address and the first admin's password are not needed once served: what is not there cannot leak.
    const kept: Settings = Object.freeze({
      ...settings,
      ...secrets,
      databaseUrl: loginUrl,
      databaseOwnerUrl: undefined,
      init: undefined,
    })
    setRuntime({ settings: kept, pool, calls, log, keyring, processId: randomUUID() })
    await checkMigrations(pool)
    await selfCheck(pool)
    await checkKeys(pool, keyring)
    const { setupUrl } = await initialize(pool, keyring, settings)

    let stopping: Promise<void> | undefined
    const gateway = settings.role === 'web' ? null : createGateway()
    const pages =
      settings.role === 'gateway' ? null : await timed('pages ready', () => preparePages(kept, { dev, dir }))
    const checks = {
      database: () => pool.query('select 1'),
      migrations: () => checkMigrations(pool),
      keys: () => checkKeys(pool, keyring),
    }
    const draining = () => stopping !== undefined
    const server = createServer(
      routeRequests({
        gateway: gateway ? (request, response) => gateway.handle(request, response) : null,
        pages: pages?.handle ?? null,
        health: createHealth({ checks, draining, limit: 3_000 }),
        metrics: createMetrics(settings.metricsToken),
        draining,
        trustProxy: settings.trustProxy,
        log,
      }),
    )
    // Longer than the idle time of common proxies, which otherwise meet connections that we close.
    server.keepAliveTimeout = 75_000
    pages?.attach(server)
    const requests = trackRequests(server)
    await listen(server, settings)
    const facts = {
      settings,
      dev,
      database: database.description,
      migrationsApplied: database.applied.length,
      migrationsSkipped: !settings.migrateOnStart,
      keyVersion: keyring.sealing.version,
      setupUrl,
    }
    for (const line of checklist(facts)) options.print(line)
    return {
      stop: () => {
        stopping ??= drain({ server, gateway, pages, pool: pools, postgres, log }, requests)
        return stopping
      },
      failed: (postgres?.exited ?? new Promise<string>(() => {})).then((why) =>
        draining() ? new Promise<string>(() => {}) : why,
      ),
    }
  } catch (error) {
    await pools.end().catch(() => {})
    await postgres?.stop()
    throw error
  }
}

function listen(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new Error(`Port ${port} on ${host} is in use. Set PORT to a free one.`) : error)
    })
    server.listen(port, host, () => resolve())
  })
}
