import pino from 'pino'
import { startPrivatePostgres } from '../start-private-postgres.ts'

// A process of its own for tests: starts the private PostgreSQL of the directory it is given, says so on stdout in
// JSON, and stops it on SIGTERM. As in production, with fsync: what it acknowledged must survive its death.

const [dataDir = '', pgBin] = process.argv.slice(2)
try {
  const postgres = await startPrivatePostgres({ dataDir, log: pino({ level: 'silent' }), pgBin })
  process.stdout.write(`${JSON.stringify(postgres)}\n`)
  const stay = setInterval(() => {}, 60_000)
  process.once('SIGTERM', () => {
    clearInterval(stay)
    void postgres.stop()
  })
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: error instanceof Error ? error.message : String(error) })}\n`)
}
