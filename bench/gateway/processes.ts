import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectEnv, projectNode, root } from '../../scripts/prepare.mjs'

/** A process of the benchmark. */
export interface BenchProcess {
  pid: number
  /** Where it serves MCP. */
  url: string
  stop(): Promise<void>
}

const endWithParent = new URL('../../scripts/demo/end-with-parent.mjs', import.meta.url).href

/** Starts one of the small servers beside this file and waits until it says its port. */
export async function startServer(file: string, environment: Record<string, string>): Promise<BenchProcess> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(projectNode(), ['--disable-warning=ExperimentalWarning', program], {
    env: projectEnv({ NODE_ENV: 'production', ...environment }),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [message] = (await Promise.race([once(child, 'message'), failure(child, file)])) as [{ port: number }]
  return { pid: child.pid ?? 0, url: `http://127.0.0.1:${message.port}/mcp`, stop: () => stop(child) }
}

/** Starts Portcullis as in production, on a data directory that is new, its log in a file there. */
export async function startPortcullis(
  dataDir: string,
  settings: Record<string, string>,
  nodeOptions: readonly string[],
): Promise<BenchProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const off = [
    'DATABASE_URL',
    'DATABASE_OWNER_URL',
    'ENCRYPTION_KEYS',
    'AUTH_SECRET',
    'CONNECT_SECRET',
    'PORTCULLIS_ROLE',
  ]
  const log = openSync(join(dataDir, 'portcullis.log'), 'a', 0o600)
  const program = ['--import', endWithParent, join(root, 'server', 'main.ts')]
  const child = spawn(projectNode(), ['--disable-warning=ExperimentalWarning', ...nodeOptions, ...program], {
    cwd: root,
    env: projectEnv({
      ...Object.fromEntries([...off, 'TRUST_PROXY', 'METRICS_TOKEN', 'STDIO_COMMANDS'].map((name) => [name, ''])),
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      APP_URL: url,
      DATA_DIR: dataDir,
      ...settings,
    }),
    // Straight into the file: reading it here would cost the load client time.
    stdio: ['ignore', log, log, 'ipc'],
  })
  await Promise.race([untilReady(`${url}/readyz`), failure(child, `Portcullis (see ${dataDir}/portcullis.log)`)])
  return { pid: child.pid ?? 0, url, stop: () => stop(child) }
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function failure(child: ChildProcess, name: string): Promise<never> {
  const [code, signal] = await once(child, 'exit')
  throw new Error(`${name} ended before it served (${signal ?? code}).`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
