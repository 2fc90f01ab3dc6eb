import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { checkCommand, checkRealName } from '#server/gateway/upstream/check-command.ts'
import { type ChildAccount, childAccount } from '#server/gateway/upstream/child-account.ts'
import { childEnvironment } from '#server/gateway/upstream/child-environment.ts'
import { type Executable, findExecutable } from '#server/gateway/upstream/find-executable.ts'
import { lineSplitter } from '#server/gateway/upstream/line-splitter.ts'
import {
  forget,
  killStragglers,
  type LiveChild,
  remember,
  signalGroup,
  takePlace,
} from '#server/gateway/upstream/live-children.ts'
import type { StdioTarget } from '#server/gateway/upstream/target.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const AFTER_END_OF_INPUT = 2_000
const AFTER_TERM = 3_000
const STDERR_KEPT = 8 * 1024
const MAX_UNREAD_INPUT = 32 * 1024 * 1024

export interface ChildOptions {
  stdioCommands: readonly string[]
  /** MiB */
  stdioMaxRss: number
  dataDir: string
  /** Who the child is for; see childAccount. */
  key: string
  /** Bytes one line of output may have. */
  maxLineBytes: number
  onLine(line: string): void
  /** Called once, when the child is gone or is being given up. */
  onEnd(error: UpstreamError): void
}

export interface Child {
  /** Writes one line. */
  write(line: string): void
  /** Ends it and everything it started: end of input, SIGTERM, SIGKILL. Resolves when it is gone. */
  end(): Promise<void>
}

/**
 * Starts a stdio server: its command checked, without a shell, with a clean environment, as its own user where we are
 * root, in its own process group, watched for memory.
 * @throws UpstreamError `command_not_allowed` or `spawn`
 */
export async function startChild(target: StdioTarget, options: ChildOptions): Promise<Child> {
  checkCommand(target.command, target.args, options.stdioCommands)
  const release = takePlace()
  try {
    const executable = await findExecutable(target.command)
    checkRealName(executable.realName, target.args)
    const account = await childAccount(options.key, options.dataDir)
    try {
      return await startIn(account, executable, target, options)
    } catch (error) {
      account.release()
      throw error
    }
  } catch (error) {
    if (error instanceof UpstreamError) throw error
    throw new UpstreamError(
      'spawn',
      `the command could not be started: ${error instanceof Error ? error.message : error}`,
    )
  } finally {
    release()
  }
}

async function startIn(
  account: ChildAccount,
  executable: Executable,
  target: StdioTarget,
  options: ChildOptions,
): Promise<Child> {
  const { home, uid } = account
  // A process of ours that was killed could not end what its children had left behind.
  await killStragglers(uid)
  const child = spawn(executable.file, target.args, {
    cwd: home,
    // The type was widened by Next to demand NODE_ENV, which a child has no use for.
    env: childEnvironment(target.env, executable.path, home) as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  await once(child, 'spawn')
  return supervise(child, account, options)
}

function supervise(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  account: ChildAccount,
  options: ChildOptions,
): Child {
  const { uid } = account
  const pid = child.pid ?? 0
  const maxRssKib = options.stdioMaxRss * 1024
  let stderr = ''
  let over = false
  const known: LiveChild = {
    pid,
    uid,
    maxRssKib,
    onTooBig: () => giveUp('closed', `it used more memory than the ${options.stdioMaxRss} MiB of STDIO_MAX_RSS`),
  }
  remember(known)

  function finish(error: UpstreamError): void {
    if (over) return
    over = true
    options.onEnd(error)
  }

  function giveUp(kind: 'closed' | 'too_large', why: string): void {
    finish(new UpstreamError(kind, `the server was ended: ${why}`))
    signalGroup(pid, 'SIGKILL')
  }

  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      // What it started and left behind in its group ends with it.
      signalGroup(pid, 'SIGKILL')
      forget(known)
      const said = stderr.trim() === '' ? '' : `; it last wrote: ${stderr.trim()}`
      finish(new UpstreamError('closed', `the server's process ended (${signal ?? `code ${code}`})${said}`))
      child.stdout.destroy()
      child.stderr.destroy()
      killStragglers(uid)
        .then(account.release)
        // What does not end keeps the account for itself.
        .then(resolve, () => resolve())
    })
  })

  const split = lineSplitter(options.maxLineBytes)
  child.stdout.on('data', (chunk: Buffer) => {
    if (over) return
    const lines = split(chunk)
    if (lines === null) giveUp('too_large', `it wrote a line of more than ${options.maxLineBytes} bytes`)
    else for (const line of lines) options.onLine(line)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_KEPT)
  })
  // A child that closes its end is noticed by its exit; without a listener EPIPE would end our own process.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined)

  async function isGoneWithin(milliseconds: number): Promise<boolean> {
    const timer = new AbortController()
    const late = wait(milliseconds, false, { signal: timer.signal }).catch(() => false)
    const result = await Promise.race([gone.then(() => true), late])
    timer.abort()
    return result
  }

  return {
    write(line) {
      if (over) return
      child.stdin.write(`${line}\n`)
      if (child.stdin.writableLength > MAX_UNREAD_INPUT) giveUp('closed', 'it does not read its input')
    },
    async end() {
      finish(new UpstreamError('closed', 'the session has ended'))
      child.stdin.end()
      if (await isGoneWithin(AFTER_END_OF_INPUT)) return
      signalGroup(pid, 'SIGTERM')
      if (await isGoneWithin(AFTER_TERM)) return
      signalGroup(pid, 'SIGKILL')
      await gone
    },
  }
}
