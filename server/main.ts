import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UnsafeStart } from '#server/db/self-check.ts'
import { SettingsError, settingsOfProcess } from '#server/env.ts'
import { createLog } from '#server/log.ts'
import { DataDirectoryHeld } from '#server/postgres/data-lock.ts'
import { startProcess } from '#server/process/start-process.ts'

// The program: settings in, a server out, until a signal. `--dev` compiles pages when they are asked for.

const dir = dirname(dirname(fileURLToPath(import.meta.url)))
let started = false
const dev = process.argv.includes('--dev')

try {
  const settings = settingsOfProcess(dir)
  prepareEnvironment(settings.appUrl)
  const log = createLog(settings)
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, 'an error that nobody expected: the process ends')
      process.exit(1)
    })
  }
  const stopAsked = onSignal(() => process.exit(1))
  const running = await startProcess(settings, { log, dev, dir, print: (line) => process.stdout.write(`${line}\n`) })
  started = true
  void stopAsked.then(() => running.stop()).then(() => process.exit(0))
  void running.failed.then((why) => {
    log.fatal(`${why} The process ends; the next start recovers what was written.`)
    process.exit(1)
  })
} catch (error) {
  const expected = [SettingsError, DataDirectoryHeld, UnsafeStart].some((kind) => error instanceof kind)
  const text = error instanceof Error ? (expected ? error.message : `${error.message}\n${error.stack}`) : String(error)
  process.stderr.write(`Portcullis does not start. ${text}\n`)
  process.exit(1)
}

// Resolves at the first signal. One that comes before there is something to stop is kept until there is; whoever cannot
// wait sends more (a terminal and npm may each pass on the same one), and the next start takes over what this one left.
function onSignal(impatient: () => void): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        asked += 1
        if (!started && asked > 2) impatient()
        resolve()
      })
    }
  })
}

// What libraries read from the environment by themselves, and nothing secret left there for child processes.
function prepareEnvironment(appUrl: string): void {
  Object.assign(process.env, {
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    AUTH_URL: appUrl,
  })
  for (const name of Object.keys(process.env)) {
    if (/^(DATABASE_|INIT_|ENCRYPTION_KEYS$|AUTH_SECRET$|CONNECT_SECRET$|METRICS_TOKEN$)/.test(name))
      delete process.env[name]
  }
}
