import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { callTool } from '#server/gateway/testing/call-tool.ts'
import { type ReachableFiles, reachableFiles } from '#server/gateway/testing/reachable-files.ts'
import { upstreamSettings } from '#server/gateway/testing/upstream-settings.ts'
import { openUpstream, type UpstreamSettings } from '#server/gateway/upstream/open-upstream.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'

const everything = '@modelcontextprotocol/server-everything'
const filesystem = '@modelcontextprotocol/server-filesystem'
const memory = '@modelcontextprotocol/server-memory'
const soon = () => AbortSignal.timeout(14_000)
const connections: UpstreamConnection[] = []
let files: ReachableFiles
let settings: UpstreamSettings
let remove: () => Promise<void>

async function open(target: UpstreamTarget, key: string): Promise<UpstreamConnection> {
  const connection = await openUpstream(target, { settings, log: { warn: () => undefined }, key, signal: soon() })
  connections.push(connection)
  return connection
}

const stdio = (name: string, ...args: string[]): UpstreamTarget => ({
  transport: 'stdio',
  command: files.node,
  args: [files.moduleFile(name, 'dist/index.js'), ...args],
  env: {},
})

/** The private directory of a key, as the servers of that key see it. */
async function homeOf(key: string): Promise<string> {
  const probe = await open(stdio(everything), key)
  const { HOME } = JSON.parse((await callTool(probe, { name: 'get-env' })).text)
  await probe.close('a living child has its directory for itself')
  return HOME
}

/** The names of all tools and of those that call themselves read-only. */
async function toolsOf(connection: UpstreamConnection): Promise<{ all: string[]; read: string[] }> {
  const tools = await readUpstreamTools(connection, gatewayLimits, soon())
  const hint = (tool: (typeof tools)[number]) => tool.definition.annotations as { readOnlyHint?: boolean } | undefined
  return {
    all: tools.map((tool) => tool.name),
    read: tools.filter((tool) => hint(tool)?.readOnlyHint).map((tool) => tool.name),
  }
}

beforeAll(async () => {
  files = await reachableFiles([everything, filesystem, memory])
  const made = await upstreamSettings({ stdioCommands: [files.node] })
  settings = made.settings
  remove = made.remove
})
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close('test')))
})
afterAll(async () => {
  await remove()
  await files.remove()
})

test('server-everything over stdio: 13 tools with empty capabilities, calls, progress, and nothing of our environment', async () => {
  const connection = await open(stdio(everything), 'everything')
  expect((await toolsOf(connection)).all).toHaveLength(13)
  expect((await callTool(connection, { name: 'echo', arguments: { message: 'hi' } })).text).toBe('Echo: hi')
  const slow = { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 }, progressToken: 'p' }
  const { messages } = await callTool(connection, slow)
  expect(messages.filter((message) => message.method === 'notifications/progress')).toHaveLength(2)
  const environment = await callTool(connection, { name: 'get-env' })
  expect(Object.keys(JSON.parse(environment.text)).sort()).toEqual(['HOME', 'LANG', 'PATH', 'TMPDIR'])
})

test('server-everything over Streamable HTTP: the same tools, and several calls at once', async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const child = spawn(process.execPath, [files.moduleFile(everything, 'dist/index.js'), 'streamableHttp'], {
    env: { PATH: process.env.PATH, PORT: String(port) } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    for await (const line of child.stderr) if (String(line).includes(String(port))) break
    const connection = await open(
      { transport: 'streamable_http', url: `http://127.0.0.1:${port}/mcp`, headers: {} },
      'http',
    )
    expect((await toolsOf(connection)).all).toHaveLength(13)
    const calls = ['a', 'b', 'c'].map((message, id) =>
      callTool(connection, { id, name: 'echo', arguments: { message } }),
    )
    expect((await Promise.all(calls)).map((called) => called.text)).toEqual(['Echo: a', 'Echo: b', 'Echo: c'])
    await connection.close('test')
  } finally {
    child.kill('SIGKILL')
  }
})

test('server-filesystem: its read-only tools, and only its folder', async () => {
  const folder = join(await homeOf('filesystem'), 'sample')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await writeFile(join(folder, 'note.txt'), 'the note', { mode: 0o644 })
  const connection = await open(stdio(filesystem, folder), 'filesystem')
  const { all, read } = await toolsOf(connection)
  expect(all).toHaveLength(14)
  expect(read.sort()).toEqual(
    [
      ...['directory_tree', 'get_file_info', 'list_allowed_directories', 'list_directory', 'list_directory_with_sizes'],
      ...['read_file', 'read_media_file', 'read_multiple_files', 'read_text_file', 'search_files'],
    ].sort(),
  )
  const path = join(folder, 'note.txt')
  expect((await callTool(connection, { name: 'read_text_file', arguments: { path } })).text).toBe('the note')
  const outside = await callTool(connection, { name: 'read_text_file', arguments: { path: '/etc/hostname' } })
  expect(outside.messages.at(-1)?.result).toMatchObject({ isError: true })
  expect(await readFile(path, 'utf8')).toBe('the note')
})

test('server-memory: writes where its variable says, and its read-only tools', async () => {
  const env = { MEMORY_FILE_PATH: join(await homeOf('memory'), 'graph.json') }
  const connection = await open({ ...stdio(memory), env } as UpstreamTarget, 'memory')
  const { all, read } = await toolsOf(connection)
  expect(all).toHaveLength(9)
  expect(read.sort()).toEqual(['open_nodes', 'read_graph', 'search_nodes'])
  const entities = [{ name: 'Ann', entityType: 'person', observations: ['likes tea'] }]
  const created = await callTool(connection, { name: 'create_entities', arguments: { entities } })
  expect(created.text).toContain('likes tea')
  expect((await callTool(connection, { name: 'read_graph' })).text).toContain('likes tea')
})
