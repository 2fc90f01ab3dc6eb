import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnv, projectNode, root } from './prepare.mjs'
import { run } from './step.mjs'

// Checks that imports go one way. A cruise that read nothing, or did not follow our own `#…` imports, would be green
// whatever the code does, so it fails here.

const places = ['app', 'components', 'server', 'scripts', 'bench', 'e2e', 'proxy.ts'].filter((name) =>
  existsSync(join(root, name)),
)
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
const { output } = await run(
  projectNode(),
  [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...places],
  { cwd: root, env: projectEnv(), check: false },
)
const { modules, summary } = parse(output)
const own = modules.flatMap((module) => module.dependencies).filter((each) => each.module.startsWith('#'))
const followed = own.filter((each) => !each.couldNotResolve)

for (const { rule, from, to } of summary.violations) console.log(`${rule.name}: ${from} → ${to}`)
console.log(
  `${modules.length} modules, ${followed.length} of ${own.length} own imports followed, ${summary.violations.length} violations`,
)
if (modules.length === 0 || followed.length === 0 || summary.violations.length > 0) process.exitCode = 1

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`dependency-cruiser did not answer in JSON:\n${text.slice(0, 2000)}`)
  }
}
