import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')

/** The program as an operator starts it: its own process, its own data, its own port. */
export interface Program {
  readonly url: string
  readonly pid: number
  /** Everything that it wrote so far, both streams. */
  output(): string
  /** Resolves with the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>
  signal(name: NodeJS.Signals): void
  /** Asks it to end, and waits until it has. */
  stop(): Promise<number | string>
}

/** What differs from a plain start. */
export interface ProgramOptions {
  readonly dataDir: string
  readonly port?: number
  readonly env?: Record<string, string>
}

/**
 * Starts `server/main.ts` on the production build and waits until it says that it is ready.
 *
 * @throws with what it wrote, when it ends before that.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const program = await spawnProgram(options)
  const ready = await Promise.race([
    untilReady(`${program.url}/readyz`, program.ended),
    program.ended.then((code) => `it ended with ${code}`),
  ])
  if (ready !== true) throw new Error(`The program did not start: ${ready}\n${program.output()}`)
  return program
}

/** Starts it and waits for nothing: it may well refuse to run. */
export async function spawnProgram({ dataDir, port, env }: ProgramOptions): Promise<Program> {
  const given = port ?? (await freePort())
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, 'server', 'main.ts')], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(given),
      STDIO_COMMANDS: 'node',
      EGRESS_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'debug',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  const ended = endOf(child)
  const signal = (name: NodeJS.Signals) => void child.kill(name)
  return {
    url: `http://localhost:${given}`,
    pid: child.pid ?? 0,
    output: () => written.join(''),
    ended,
    signal,
    stop: () => {
      signal('SIGTERM')
      return ended
    },
  }
}

async function endOf(child: ChildProcess): Promise<number | string> {
  // `close` comes after the last byte of output, `exit` may come before.
  const [code, name] = (await once(child, 'close')) as [number | null, string | null]
  return code ?? name ?? 'nothing'
}

async function untilReady(url: string, ended: Promise<unknown>): Promise<true> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!over) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}

/** A port of the loopback that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
