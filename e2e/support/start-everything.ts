import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { freePort } from './start-program.ts'

/** A real MCP server that runs on this machine. */
export interface RunningServer {
  readonly url: string
  stop(): Promise<void>
}

const require = createRequire(import.meta.url)

/** Starts the official reference server in its Streamable HTTP mode on a free port of the loopback. */
export async function startEverything(): Promise<RunningServer> {
  const port = await freePort()
  const home = dirname(require.resolve('@modelcontextprotocol/server-everything/package.json'))
  const child = spawn(process.execPath, [join(home, 'dist', 'index.js'), 'streamableHttp'], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  // It says on stderr that it listens.
  await Promise.race([
    once(child.stderr, 'data'),
    ended.then(() => Promise.reject(new Error('server-everything ended'))),
  ])
  child.stderr.resume()
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}
