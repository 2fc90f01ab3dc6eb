import { checkNode, ensureBuilt, ensureInstalled, projectEnv, projectNode, root } from '../scripts/prepare.mjs'
import { run } from '../scripts/step.mjs'

// `npm run bench -- <name>`: measures one thing. Every benchmark prints a table and writes JSON to bench/results/.

const benchmarks = {
  gateway: 'tools/call through the gateway, beside a direct call and a proxy that does nothing else',
}

const [name, ...options] = process.argv.slice(2)

try {
  checkNode()
  if (name === undefined) list(process.stdout)
  else if (!Object.hasOwn(benchmarks, name)) {
    process.stderr.write(`There is no benchmark "${name}".\n`)
    list(process.stderr)
    process.exitCode = 1
  } else {
    await ensureInstalled()
    await ensureBuilt()
    // Ctrl-C is for the benchmark, which tidies up; we wait for it.
    process.on('SIGINT', () => undefined)
    const program = ['--disable-warning=ExperimentalWarning', `bench/${name}.ts`, ...options]
    const { code } = await run(projectNode(), program, { cwd: root, env: projectEnv(), show: true, check: false })
    process.exitCode = code
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

function list(out) {
  out.write('Benchmarks (npm run bench -- <name>):\n')
  for (const [each, what] of Object.entries(benchmarks)) out.write(`  ${each.padEnd(10)} ${what}\n`)
}
