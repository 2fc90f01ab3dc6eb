import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { checkNode, ensureBuilt, ensureInstalled, projectEnv, projectNode, root } from './prepare.mjs'

// `npm start`: installs and builds what is missing, then hands over to the program on the project's own Node.
// With --dev, pages are compiled when they are asked for, and nothing is built before.

const dev = process.argv.includes('--dev')

try {
  checkNode()
  await ensureInstalled()
  if (!dev) await ensureBuilt()
  handOver()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

function handOver() {
  const mode = dev ? 'development' : 'production'
  const main = [join(root, 'server', 'main.ts'), ...(dev ? ['--dev'] : [])]
  const child = spawn(projectNode(), ['--disable-warning=ExperimentalWarning', ...main], {
    cwd: root,
    env: projectEnv({ NODE_ENV: mode }),
    stdio: 'inherit',
  })
  // The program drains by itself; here we only pass on what reached us alone, and wait.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`The program does not start: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 1)))
}
