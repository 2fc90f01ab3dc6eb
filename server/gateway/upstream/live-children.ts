import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const MAX_CHILDREN = 64
const WATCH_INTERVAL = 1_000
const KILL_ROUNDS = 100

/** A child process that leads its own process group. */
export interface LiveChild {
  pid: number
  /** Its own user id, when it has one. */
  uid: number | undefined
  maxRssKib: number
  /** Called once when the group uses more memory than it may. */
  onTooBig(): void
}

// On globalThis, because discovery runs in the bundle that Next makes, a second module graph in the same process: there is one
// number of places, and a child of either side counts for both.
const place = Symbol.for('portcullis.stdio-children')
const shared = globalThis as typeof globalThis & { [place]?: { live: Set<LiveChild>; starting: number } }
shared[place] ??= { live: new Set(), starting: 0 }
const children = shared[place]
const { live } = children
let watching: NodeJS.Timeout | undefined

/** Takes one of the places for children. Give it back with what is returned. @throws UpstreamError `spawn` when none is left */
export function takePlace(): () => void {
  if (live.size + children.starting >= MAX_CHILDREN) {
    throw new UpstreamError(
      'spawn',
      `${MAX_CHILDREN} stdio servers run already, which is as many as one process starts`,
    )
  }
  children.starting += 1
  let given = false
  return () => {
    if (!given) children.starting -= 1
    given = true
  }
}

/** Watches a child until `forget`. While it is known, it is killed when our process exits. */
export function remember(child: LiveChild): void {
  if (live.size === 0) {
    process.on('exit', killAll)
    watching = setInterval(() => void measure(), WATCH_INTERVAL)
    watching.unref()
  }
  live.add(child)
}

export function forget(child: LiveChild): void {
  live.delete(child)
  if (live.size > 0) return
  process.off('exit', killAll)
  clearInterval(watching)
}

/** Signals a whole group; a group that is gone is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: nobody is left in the group.
  }
}

/**
 * Kills everything that has a child's user id, also what left its group (a daemon with its own session). A list of processes is old
 * when it has been read, so the kernel is asked to signal all of a user at once, which no fork escapes; it does so only for that user.
 * Then we wait until what was signalled is gone. Only with a user id of its own, and only while the account is held and its child does
 * not live.
 * @throws UpstreamError `spawn` when there is always something left
 */
export async function killStragglers(uid: number | undefined): Promise<void> {
  if (uid === undefined) return
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    await asUser(uid, 'kill -KILL -1')
    const left = (await processes()).some((found) => found.uid === uid && !found.isZombie)
    if (!left) return
  }
  throw new UpstreamError('spawn', `processes of user id ${uid} do not end`)
}

async function asUser(uid: number, commands: string): Promise<void> {
  const environment = {} as NodeJS.ProcessEnv
  const shell = spawn('/bin/sh', ['-c', commands], { uid, gid: uid, cwd: '/', env: environment, stdio: 'ignore' })
  await once(shell, 'close').catch(() => undefined)
}

function killAll(): void {
  for (const child of live) signalGroup(child.pid, 'SIGKILL')
}

async function measure(): Promise<void> {
  const found = await processes()
  for (const child of [...live]) {
    const group = found.filter((one) => one.group === child.pid || (child.uid !== undefined && one.uid === child.uid))
    if (group.reduce((sum, one) => sum + one.rssKib, 0) > child.maxRssKib) child.onTooBig()
  }
}

interface Process {
  pid: number
  uid: number
  isZombie: boolean
  group: number
  rssKib: number
}

/** Every process of the machine; nothing where there is no /proc. */
async function processes(): Promise<Process[]> {
  const entries = await readdir('/proc').catch(() => [])
  const read = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(readProcess))
  return read.filter((one) => one !== null)
}

async function readProcess(pid: string): Promise<Process | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN)
  const [uid, group, rss] = [field('Uid'), field('NSpgid'), field('VmRSS')]
  const isZombie = /^State:\s+Z/m.test(status)
  return Number.isNaN(uid) ? null : { pid: Number(pid), uid, isZombie, group, rssKib: Number.isNaN(rss) ? 0 : rss }
}
