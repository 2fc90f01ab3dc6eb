import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { ask } from './support/api-client.ts'
import { connectAgent } from './support/connect-agent.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

// A script without a browser: nothing but the documented API with the organization's key, then an agent with its own.

interface Tool {
  name: string
  class: 'read' | 'write' | 'destructive'
  status: string
}

interface Made {
  id: string
  slug: string
}

const named = (tools: Tool[], where: (tool: Tool) => boolean = () => true) =>
  tools
    .filter(where)
    .map((tool) => tool.name)
    .sort()

test.describe('registers, discovers, grants and calls', () => {
  let folder: ReturnType<typeof temporaryDirectory>
  test.beforeAll(() => {
    folder = temporaryDirectory('folder')
    writeFileSync(join(folder.path, 'hello.txt'), 'Hello from the folder.', { mode: 0o644 })
  })
  test.afterAll(() => folder.remove())

  for (const transport of ['streamable_http', 'stdio'] as const) {
    test(`over ${transport}, what is listed is what can be called, at every level`, async ({
      api,
      files,
      everything,
      installation,
    }) => {
      const entry = files.moduleFile('@modelcontextprotocol/server-filesystem', 'dist/index.js')
      const target =
        transport === 'stdio'
          ? { command: files.node, args: [entry, folder.path] }
          : { url: everything.url, headers: {} }
      const server = await api<Made>('servers.create', { name: `Levels ${transport}`, transport, ...target })
      const { tools } = await api<{ tools: Tool[] }>('servers.discover', { serverId: server.id })
      expect(tools.every((tool) => tool.status === 'confirmed')).toBe(true)

      const agent = await api<{ id: string }>('agents.create', { name: `levels-${transport}` })
      const { key } = await api<{ key: string }>('agents.createKey', { agentId: agent.id })
      const session = await connectAgent(installation.endpoint(server.slug), key)

      const callable = async () => {
        const decided = await Promise.all(
          tools.map(async ({ name }) => {
            // What the longest-running one takes its time from; the others do not look at it.
            const { text } = await session.call(name, { duration: 0.1, steps: 1 })
            return { name, refused: text.includes('/explain?') }
          }),
        )
        return decided
          .filter((each) => !each.refused)
          .map((each) => each.name)
          .sort()
      }
      const expectExactly = async (expected: string[]) => {
        expect(await session.toolNames()).toEqual(expected)
        expect(await callable()).toEqual(expected)
      }

      const reading = named(tools, (tool) => tool.class === 'read')
      expect(reading.length).toBeGreaterThan(0)
      expect(reading.length).toBeLessThan(tools.length)
      const chosen = [named(tools, (tool) => tool.class !== 'read')[0] ?? '', reading[0] ?? ''].sort()
      const terms = { agentId: agent.id, serverId: server.id }

      await expectExactly([])
      const grant = await api<{ id: string }>('grants.grant', { ...terms, level: 'read_only' })
      await expectExactly(reading)
      await api('grants.change', { grantId: grant.id, level: 'custom', allowedTools: chosen })
      await expectExactly(chosen)
      await api('grants.change', { grantId: grant.id, level: 'full_access', allowedTools: null })
      await expectExactly(named(tools))
      await api('grants.revoke', { grantId: grant.id, reason: 'done' })
      await expectExactly([])
      await session.close()
    })
  }
})

test('says what is wrong with an input, and writes nothing', async ({ api, files, installation: { url, asKey } }) => {
  const before = await api<{ items: Made[] }>('servers.list')
  const wrong = [
    [{ transport: 'sse', url: 'https://mcp.example.test/sse' }, 'transport', 'transport_not_served'],
    [{ transport: 'websocket', url: 'wss://mcp.example.test' }, 'transport', 'transport_not_served'],
    [{ transport: 'streamable_http' }, 'url', null],
    [{ transport: 'stdio' }, 'command', null],
    [{ transport: 'streamable_http', url: 'http://169.254.169.254/mcp' }, 'url', 'upstream_refused_egress'],
    [{ transport: 'streamable_http', url: `${url}/mcp/any` }, 'url', 'upstream_refused_egress'],
    [{ transport: 'streamable_http', url: 'http://10.0.0.1/mcp' }, 'url', 'upstream_refused_egress'],
    [{ transport: 'streamable_http', url: 'http://mcp.example.test/mcp' }, 'url', 'upstream_refused_egress'],
    [{ transport: 'stdio', command: '/bin/sh', args: ['-c', 'id'] }, 'command', 'command_not_allowed'],
    [{ transport: 'stdio', command: files.node, args: ['--eval', '1'] }, 'command', 'command_not_allowed'],
    [{ transport: 'streamable_http', url: 'https://a.example.test', slug: 'No Slug' }, 'slug', 'invalid'],
  ] as const
  for (const [input, field, reason] of wrong) {
    const { status, error } = await ask(url, asKey, 'servers.create', { name: 'Wrong', ...input })
    expect.soft(status, JSON.stringify(input)).toBe(400)
    expect.soft(error?.data.field, JSON.stringify(input)).toBe(field)
    if (reason) expect.soft(error?.data.reason, JSON.stringify(input)).toBe(reason)
  }
  expect(await api('servers.list')).toEqual(before)
})
