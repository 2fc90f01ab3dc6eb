import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { callTool } from '#server/gateway/testing/call-tool.ts'
import { type ReachableFiles, reachableFiles } from '#server/gateway/testing/reachable-files.ts'
import { upstreamSettings } from '#server/gateway/testing/upstream-settings.ts'
import { openUpstream, type UpstreamSettings } from '#server/gateway/upstream/open-upstream.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'

const abruptParent = fileURLToPath(new URL('../testing/abrupt-parent.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const connections: UpstreamConnection[] = []
let files: ReachableFiles
let settings: UpstreamSettings
let remove: () => Promise<void>

interface Opening {
  args?: string[]
  env?: Record<string, string>
  key?: string
  command?: string
  changes?: Partial<UpstreamSettings>
  signal?: AbortSignal
}

async function open(opening: Opening = {}): Promise<UpstreamConnection> {
  const { args = [files.fixture], env = {}, key = 'test', command = files.node, changes = {} } = opening
  const connection = await openUpstream(
    { transport: 'stdio', command, args, env },
    {
      settings: { ...settings, stdioCommands: [files.node, 'node'], ...changes },
      log: { warn: () => undefined },
      key,
      signal: opening.signal ?? AbortSignal.timeout(20_000),
    },
  )
  connections.push(connection)
  return connection
}

/** Starts a server that is not MCP at all, or only as far as its lines say. */
async function script(name: string, code: string): Promise<string> {
  const file = join(scripts, `${name}.mjs`)
  await writeFile(file, code, { mode: 0o644 })
  return file
}

const serving = (onCall: string) => `
  import { createInterface } from 'node:readline'
  const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method } = JSON.parse(line)
    if (method === 'initialize') say({ id, result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} } })
    else if (method === 'tools/call') { ${onCall} }
  }`

const environmentOf = async (connection: UpstreamConnection) =>
  JSON.parse((await callTool(connection, { name: 'environment' })).text)

async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return status !== '' && !/^State:\s+Z/m.test(status)
}

let scripts: string
beforeAll(async () => {
  files = await reachableFiles()
  const made = await upstreamSettings()
  settings = made.settings
  remove = made.remove
  scripts = settings.dataDir
  await chmod(scripts, 0o755)
})
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close('test')))
})
afterAll(async () => {
  await remove()
  await files.remove()
})

describe('D1 not started', () => {
  test.each<[string, Opening]>([
    ['with an empty list', { changes: { stdioCommands: [] } }],
    ['when it is not in the list', { changes: { stdioCommands: ['npx'] } }],
    ['with inline code', { args: ['-e', 'process.exit()'] }],
  ])('%s', async (_name, opening) => {
    await expect(open(opening)).rejects.toThrow(expect.objectContaining({ kind: 'command_not_allowed' }))
  })

  test('an interpreter behind a link with another name', async () => {
    const command = join(scripts, 'my-server')
    await symlink(files.node, command)
    const opening = { command, args: ['-e', '1'], changes: { stdioCommands: [command] } }
    await expect(open(opening)).rejects.toThrow(expect.objectContaining({ kind: 'command_not_allowed' }))
  })

  test('a listed name that is not on the system path', async () => {
    const command = 'portcullis-no-such-command'
    await expect(open({ command, changes: { stdioCommands: [command] } })).rejects.toThrow(
      expect.objectContaining({ kind: 'spawn' }),
    )
  })

  test('a script that does not exist: the admin sees what the process said, without its secrets', async () => {
    const env = { API_KEY: 'no-such-server' }
    const failure = await open({ args: ['/tmp/no-such-server.mjs'], env }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'closed', detail: expect.stringContaining('Cannot find module') })
    expect(failure).not.toMatchObject({ detail: expect.stringContaining('no-such-server') })
    expect((failure as Error).message).not.toContain('module')
  })
})

describe('D2 what a child sees', () => {
  test('is its declared variables and nothing of ours', async () => {
    process.env.PORTCULLIS_TEST_CANARY = 'canary-value'
    const { env } = await environmentOf(await open({ env: { API_KEY: 'declared' } }))
    delete process.env.PORTCULLIS_TEST_CANARY
    expect(Object.keys(env).sort()).toEqual(['API_KEY', 'HOME', 'LANG', 'PATH', 'TMPDIR'])
    expect(env.API_KEY).toBe('declared')
    expect(JSON.stringify(env)).not.toContain('canary-value')
    expect(env.PATH).not.toContain('.bin')
  })

  test('is a private directory that it works in, and that stays for the same key', async () => {
    const connection = await open({ key: 'home' })
    const first = await environmentOf(connection)
    await connection.close('test')
    const again = await environmentOf(await open({ key: 'home' }))
    const other = await environmentOf(await open({ key: 'other-home' }))
    expect(first.cwd).toBe(first.env.HOME)
    expect(again.env.HOME).toBe(first.env.HOME)
    expect(other.env.HOME).not.toBe(first.env.HOME)
    const { mode, uid } = await stat(first.env.HOME)
    expect(mode & 0o777).toBe(0o700)
    expect(uid).toBe(first.uid)
  })

  test('is its own also while another child of the same key lives, and is used again after that', async () => {
    const [first, second] = await Promise.all([open({ key: 'twice' }), open({ key: 'twice' })])
    const [a, b] = [await environmentOf(first), await environmentOf(second)]
    expect(a.env.HOME).not.toBe(b.env.HOME)
    if (isRoot) expect(a.uid).not.toBe(b.uid)
    await first.close('test')
    const third = await environmentOf(await open({ key: 'twice' }))
    expect(third.env.HOME).toBe(a.env.HOME)
  })

  test.runIf(isRoot)(
    'as root: through a user id of its own that can read neither ours nor another key’s files',
    async () => {
      const [a, b] = [await environmentOf(await open({ key: 'a' })), await environmentOf(await open({ key: 'b' }))]
      for (const { uid, gid } of [a, b]) {
        expect(uid).toBeGreaterThanOrEqual(210_000)
        expect(uid).toBeLessThan(220_000)
        expect(gid).toBe(uid)
      }
      expect(a.uid).not.toBe(b.uid)
      const file = await script(
        'snoop',
        `import { readdirSync, readFileSync } from 'node:fs'
       const tryTo = (work) => { try { work(); return 'could' } catch (error) { return error.code } }
       ${serving(`
         const { other, parent } = JSON.parse(line).params.arguments
         const text = JSON.stringify([
           tryTo(() => readdirSync(other)), tryTo(() => readFileSync('/proc/' + parent + '/environ')),
           tryTo(() => process.kill(parent, 0)), tryTo(() => readFileSync('/etc/shadow')), process.getgroups(),
         ])
         say({ id, result: { content: [{ type: 'text', text }] } })`)}`,
      )
      const snoop = await open({ key: 'snoop', args: [file] })
      const found = await callTool(snoop, { name: 'x', arguments: { other: b.env.HOME, parent: process.pid } })
      const [home, environ, signal, shadow, groups] = JSON.parse(found.text)
      expect([home, environ, signal, shadow]).toEqual(['EACCES', 'EACCES', 'EPERM', 'EACCES'])
      expect(groups).not.toContain(0)
    },
  )
})

describe('D3 how a child ends', () => {
  test('with the connection', async () => {
    const connection = await open()
    const { pid } = await environmentOf(connection)
    await connection.close('test')
    expect(connection.closed).toBe(true)
    expect(await isAlive(pid)).toBe(false)
    await expect(callTool(connection, { name: 'echo' })).rejects.toThrow(expect.objectContaining({ kind: 'closed' }))
  })

  test('also when it ignores the end of its input and SIGTERM, with everything it started', async () => {
    const file = await script(
      'stubborn',
      `import { spawn } from 'node:child_process'
       process.on('SIGTERM', () => {})
       const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' })
       setInterval(() => {}, 1000)
       ${serving('say({ id, result: { content: [{ type: "text", text: JSON.stringify([process.pid, child.pid]) }] } })')}`,
    )
    const connection = await open({ args: [file] })
    const pids: number[] = JSON.parse((await callTool(connection, { name: 'x' })).text)
    await connection.close('test')
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false])
  })

  test.runIf(isRoot)('as root: also what left its process group', async () => {
    const file = await script(
      'daemon',
      `import { spawn } from 'node:child_process'
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true })
       child.unref()
       ${serving('say({ id, result: { content: [{ type: "text", text: String(child.pid) }] } })')}`,
    )
    const connection = await open({ args: [file], key: 'daemon' })
    const pid = Number((await callTool(connection, { name: 'x' })).text)
    expect(await isAlive(pid)).toBe(true)
    // Another child of the same key is no reason to spare it.
    const other = await open({ args: [file], key: 'daemon' })
    const spared = Number((await callTool(other, { name: 'x' })).text)
    await connection.close('test')
    expect(await isAlive(pid)).toBe(false)
    expect(await isAlive(spared)).toBe(true)
  })

  test.runIf(isRoot)('as root: also what forks faster than we can read', async () => {
    const file = await script(
      'hydra',
      `import { spawn } from 'node:child_process'
       spawn('/bin/sh', ['-c', 'f() { (f &) ; }; f'], { stdio: 'ignore', detached: true }).unref()
       ${serving('say({ id, result: { content: [{ type: "text", text: String(process.getuid()) }] } })')}`,
    )
    const connection = await open({ args: [file], key: 'hydra' })
    const uid = (await callTool(connection, { name: 'x' })).text
    await connection.close('test')
    const status = (pid: string) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const all = await Promise.all((await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(status))
    const left = all.filter((one) => !/^State:\s+Z/m.test(one) && new RegExp(`^Uid:\\s+${uid}\\b`, 'm').test(one))
    expect(left).toEqual([])
  })

  test.each([
    ['is killed with SIGKILL', false],
    ['exits by itself', true],
  ])('when our process %s', async (_name, exits) => {
    const target = { transport: 'stdio', command: files.node, args: [files.fixture], env: {} }
    const own = { ...settings, stdioCommands: [files.node] }
    const parent = spawn(
      process.execPath,
      [abruptParent, JSON.stringify(target), JSON.stringify(own), ...(exits ? ['exit'] : [])],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [chunk] = await once(parent.stdout, 'data')
    const pid = Number(String(chunk))
    expect(pid).toBeGreaterThan(0)
    if (!exits) {
      expect(await isAlive(pid)).toBe(true)
      parent.kill('SIGKILL')
    }
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
  })

  test('an exit in the middle of a call fails that call', async () => {
    const connection = await open()
    const failure = await callTool(connection, { name: 'exit' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'closed', detail: expect.stringContaining('code 3') })
    expect(connection.closed).toBe(true)
  })

  test('a child that does not answer initialize is ended', async () => {
    const file = await script('mute', 'process.stdin.resume()')
    await expect(open({ args: [file], signal: AbortSignal.timeout(300) })).rejects.toThrow(
      expect.objectContaining({ kind: 'timeout' }),
    )
    const command = (pid: string) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    const running = await Promise.all((await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(command))
    expect(running.filter((line) => line.includes(file))).toEqual([])
  })

  test('one that uses too much memory is ended', async () => {
    const file = await script('greedy', `const kept = Buffer.alloc(300e6, 1)\n${serving('kept.at(0)')}`)
    // On a busy machine it may be ended before it has answered to its opening.
    const use = async () => callTool(await open({ args: [file], changes: { stdioMaxRss: 128 } }), { name: 'x' })
    const failure = await use().catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'closed', detail: expect.stringContaining('STDIO_MAX_RSS') })
  })
})

describe('D6 a child that misbehaves', () => {
  test('noise on its output is ignored', async () => {
    const connection = await open({ args: [files.fixture, 'noise'] })
    expect(await readUpstreamTools(connection, gatewayLimits, AbortSignal.timeout(10_000))).toHaveLength(19)
    expect((await callTool(connection, { name: 'echo' })).messages).toHaveLength(1)
  })

  test('a line without an end is cut off, and another server is not affected', async () => {
    const file = await script(
      'endless',
      serving(`
      const write = () => { while (process.stdout.write('x'.repeat(1e6))); process.stdout.once('drain', write) }
      write()`),
    )
    const good = await open({ key: 'good' })
    const bad = await open({ args: [file], key: 'bad' })
    await expect(callTool(bad, { name: 'x' })).rejects.toThrow(expect.objectContaining({ kind: 'too_large' }))
    expect((await callTool(good, { name: 'echo' })).messages).toHaveLength(1)
  })

  test('one that never reads its input is ended before our memory is', async () => {
    const file = await script(
      'deaf',
      `
      process.stdin.once('data', (chunk) => {
        process.stdin.pause()
        const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} }
        process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(chunk).id, result }) + '\\n')
        setInterval(() => {}, 1000)
      })`,
    )
    const connection = await open({ args: [file] })
    const big = { name: 'x', arguments: { text: 'x'.repeat(9_000_000) } }
    const calls = [1, 2, 3, 4, 5].map((id) => callTool(connection, { id, ...big }))
    const results = await Promise.allSettled(calls)
    expect(results.every((result) => result.status === 'rejected' && result.reason.kind === 'closed')).toBe(true)
  })

  test('answers that nobody asked for, to ids of others and with tokens of others, reach no one', async () => {
    const file = await script(
      'forger',
      serving(`
      for (const made of [0, 1, 2, 3, 'a', null, id + 1]) if (made !== id) say({ id: made, result: { forged: true } })
      say({ method: 'notifications/progress', params: { progressToken: 'tok', progress: 1 } })
      say({ method: 'notifications/progress', params: { progressToken: 77, progress: 1 } })
      say({ id, result: { content: [] } })`),
    )
    const connection = await open({ args: [file] })
    const both = await Promise.all([
      callTool(connection, { id: 'a', progressToken: 'tok', name: 'x' }),
      callTool(connection, { id: 'a', progressToken: 'tok', name: 'x' }),
    ])
    for (const { messages } of both) expect(messages.filter((message) => message.method !== undefined)).toEqual([])
  })
})

test('several exchanges run at once, each with its own answers and progress', async () => {
  const connection = await open()
  const calls = Array.from({ length: 20 }, (_, n) =>
    callTool(connection, { id: 0, name: n % 2 ? 'echo' : 'progress', progressToken: 'same', arguments: { n } }),
  )
  for (const [n, { messages, text }] of (await Promise.all(calls)).entries()) {
    expect(messages.at(-1)?.id).toBe(0)
    if (n % 2) expect(JSON.parse(text).arguments).toEqual({ n })
    else expect(messages.slice(0, 3).map((message) => message.params?.progressToken)).toEqual(['same', 'same', 'same'])
  }
})

test.each(['elicitation', 'sampling', 'roots'])('%s is refused by us and the call still completes', async (kind) => {
  const { text, messages } = await callTool(await open(), { name: 'ask_client', arguments: { kind } })
  expect(text).toBe(`${kind}: -32601`)
  expect(messages).toHaveLength(1)
})

test('a call that is given up is cancelled at the server, and the connection goes on', async () => {
  const connection = await open()
  const call = callTool(connection, { name: 'slow', arguments: { milliseconds: 60_000 } }, AbortSignal.timeout(100))
  await expect(call).rejects.toThrow(expect.objectContaining({ kind: 'timeout' }))
  expect((await callTool(connection, { name: 'echo' })).messages).toHaveLength(1)
})

test('what belongs to no call reaches the listeners', async () => {
  const connection = await open()
  const heard: string[] = []
  const leave = connection.onNotification((raw) => heard.push(JSON.parse(raw).method))
  await callTool(connection, { name: 'notify', arguments: { kind: 'tools' } })
  leave()
  await callTool(connection, { name: 'notify', arguments: { kind: 'log' } })
  expect(heard).toEqual(['notifications/tools/list_changed'])
})
