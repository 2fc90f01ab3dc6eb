import { join } from 'node:path'
import { projectEnv, projectNode, root } from './prepare.mjs'
import { run, step } from './step.mjs'

const bin = (name) => join(root, 'node_modules', '.bin', name)

const checks = [
  ['format and lint', [[bin('biome'), 'ci', '--error-on-warnings', '--colors=off']]],
  [
    'types',
    [
      [bin('next'), 'typegen'],
      [bin('tsc'), '--noEmit'],
    ],
  ],
  ['import directions', [[projectNode, join(root, 'scripts', 'check-imports.mjs')]]],
  ['dead code', [[bin('knip'), '--no-progress']]],
  ['migrations in step', [[projectNode, join(root, 'scripts', 'check-migrations.mjs')]]],
]

/** Runs every static check, also after one has failed; each counts as one test. */
export async function runStaticChecks() {
  const counts = { passed: 0, failed: 0 }
  for (const [name, commands] of checks) {
    try {
      await step(name, async () => {
        for (const [command, ...args] of commands) {
          const program = typeof command === 'function' ? command() : command
          await run(program, args, { cwd: root, env: projectEnv() })
        }
      })
      counts.passed += 1
    } catch (error) {
      process.stdout.write(`${indented(error.message)}\n`)
      counts.failed += 1
    }
  }
  return counts
}

function indented(text) {
  return text.replace(/^/gm, '  ')
}
