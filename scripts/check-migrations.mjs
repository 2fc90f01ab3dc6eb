import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { projectEnv, projectNode, readJson, root } from './prepare.mjs'
import { run } from './step.mjs'

// Checks that the migrations are in step with the tables of server/db/schema: generating would yield nothing, the
// journal only grows, and every migration has its rollback.

const kit = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs')
const drizzle = (...args) => run(projectNode(), [kit, ...args], { cwd: root, env: projectEnv() })
const problems = [...journalProblems(), ...rollbackProblems(), ...(await pendingChanges())]
await drizzle('check', '--config', 'drizzle.config.ts')

for (const problem of problems) console.log(problem)
if (problems.length > 0) process.exitCode = 1

// The migrator's order is the journal's; one that is dated before its predecessor was merged late.
function journalProblems() {
  const entries = readJson(join(root, 'drizzle', 'meta', '_journal.json'))?.entries ?? []
  if (entries.length === 0) return ['drizzle/meta/_journal.json lists no migration']
  return entries.flatMap(({ tag, when }, index) =>
    index > 0 && when <= entries[index - 1].when ? [`${tag} is not later than the migration before it`] : [],
  )
}

function rollbackProblems() {
  const names = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql') && name !== 'schema.sql')
  const rollbacks = new Set(readdirSync(join(root, 'drizzle', 'rollback')))
  return names.filter((name) => !rollbacks.has(name)).map((name) => `drizzle/rollback/${name} is missing`)
}

async function pendingChanges() {
  // Below the project, because drizzle-kit takes the folder relative to it.
  const copy = mkdtempSync(join(root, 'node_modules', '.cache-drizzle-'))
  try {
    cpSync(join(root, 'drizzle'), copy, { recursive: true })
    const before = readFileSync(join(copy, 'meta', '_journal.json'), 'utf8')
    const config = join(copy, 'drizzle.config.json')
    writeFileSync(
      config,
      JSON.stringify({
        dialect: 'postgresql',
        schema: './server/db/schema/index.ts',
        out: `./${relative(root, copy)}`,
      }),
    )
    await drizzle('generate', '--config', relative(root, config))
    if (readFileSync(join(copy, 'meta', '_journal.json'), 'utf8') === before) return []
    const made = readdirSync(copy).filter(
      (name) => name.endsWith('.sql') && !readdirSync(join(root, 'drizzle')).includes(name),
    )
    const sql = made.map((name) => readFileSync(join(copy, basename(name)), 'utf8')).join('\n')
    return [`server/db/schema has changes without a migration (npm run db:generate -- --name=…):\n${sql}`]
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
