import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectEnv, projectNode, root } from '../prepare.mjs'
import { demoDir } from './state.mjs'

/** One of the demo's processes: `ended` resolves with a sentence when it is gone, `stop` ends it and waits. */
function supervise(child, name) {
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(`${name} does not start: ${error.message}`))
    child.on('exit', (code, signal) => resolve(`${name} has ended (${signal ?? code}).`))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { ended, stop }
}

/**
 * Starts server-everything as a Streamable HTTP server on loopback.
 *
 * @returns the process, or null when the port is taken.
 */
export async function startEverything(places, port) {
  const child = spawn(places.executable, [places.launcher, places.everything, 'streamableHttp'], {
    cwd: '/',
    // Nothing of ours: one of its tools shows its environment to whoever may call it.
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Away from the terminal's Ctrl-C: it goes after Portcullis, which still talks to it.
    detached: true,
    ...places.account,
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2000)
  })
  const running = supervise(child, 'The HTTP server')
  const ready = new Promise((resolve) => child.once('message', () => resolve(true)))
  const problem = await Promise.race([ready, running.ended])
  if (problem === true) return running
  if (said.includes('already in use')) return null
  throw new Error(`${problem}\n${said}`.trim())
}

/** Starts Portcullis as `npm start` does, and waits until it is ready. Its log goes to a file, its words to the terminal. */
export async function startPortcullis(settings) {
  const program = ['--import', new URL('./end-with-parent.mjs', import.meta.url).href, join(root, 'server', 'main.ts')]
  const child = spawn(projectNode(), ['--disable-warning=ExperimentalWarning', ...program], {
    cwd: root,
    env: projectEnv({ NODE_ENV: 'production', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const log = createWriteStream(join(demoDir, 'portcullis.log'), { flags: 'a', mode: 0o600 })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('{')) log.write(`${line}\n`)
      else process.stdout.write(`${line}\n`)
    })
  }
  const running = supervise(child, 'Portcullis')
  await readyOrEnded(`${addressOf(settings)}/readyz`, running)
  return running
}

/** Where Portcullis is reached from this machine, also when it listens on every address. */
export function addressOf({ HOST, PORT }) {
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`
}

async function readyOrEnded(url, { ended }) {
  let problem
  ended.then((sentence) => {
    problem = sentence
  })
  while (problem === undefined) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await answer?.body?.cancel()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${problem} Its log: ${join(demoDir, 'portcullis.log')}`)
}

/** Gives the first of these ports that nobody listens on. */
export async function firstFreePort(host, ports) {
  for (const port of ports) if (await isFree(host, port)) return port
  throw new Error(`The ports ${ports[0]} to ${ports.at(-1)} are in use. Set PORT to a free one.`)
}

function isFree(host, port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
