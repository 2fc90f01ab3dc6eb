import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { stdioTarget } from '#server/gateway/spec/testing/stdio-programs.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const gateway = useGateway(db)

const address = async ({ server, agent }: World) => ({
  url: new URL(`${await gateway.origin()}/mcp/${server.slug}`),
  options: { requestInit: { headers: { authorization: `Bearer ${agent.key}` } } },
})

describe('the official clients', () => {
  it('v1: connects, lists, calls, reads, hears of changes, and goes', async () => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('read_only')
    const client = new Client({ name: 'v1', version: '1' })
    const changed = new Promise<void>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
    )
    const { url, options } = await address(world)
    const transport = new StreamableHTTPClientTransport(url, options)
    await client.connect(transport)
    expect(client.getInstructions()).toBe('A server for tests.')
    const { tools } = await client.listTools()
    expect(tools.map((tool) => tool.name)).toContain('read_note')
    expect(tools.map((tool) => tool.name)).not.toContain('write_note')
    const steps: number[] = []
    await client.callTool({ name: 'progress' }, undefined, { onprogress: ({ progress }) => steps.push(progress) })
    expect(steps).toEqual([0, 1, 2])
    expect(await client.callTool({ name: 'write_note' })).toMatchObject({ isError: true })
    expect((await client.readResource({ uri: 'test://note' })).contents).toHaveLength(1)
    await client.callTool({ name: 'notify', arguments: { kind: 'tools' } })
    await changed
    await transport.terminateSession()
    await client.close()
    expect((await world.events()).at(-1)).toMatchObject({ action: 'session.close' })
  })

  it.each(['legacy', 'auto'] as const)('v2, %s: connects, lists and calls', async (mode) => {
    const world = await makeWorld(db, stdioTarget)
    await world.grant('full_access')
    const client = new NewClient({ name: 'v2', version: '1' }, { versionNegotiation: { mode } })
    const { url, options } = await address(world)
    await client.connect(new NewTransport(url, options))
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('delete_note')
    expect(await client.callTool({ name: 'echo', arguments: { a: 1 } })).toMatchObject({
      content: [{ text: '{"arguments":{"a":1},"meta":null}' }],
    })
    expect(await client.callTool({ name: 'nothing' })).toMatchObject({ isError: true })
    await client.close()
  })

  it('a client without a grant connects and sees nothing', async () => {
    const world = await makeWorld(db, upstream.target)
    const client = new Client({ name: 'v1', version: '1' })
    const { url, options } = await address(world)
    await client.connect(new StreamableHTTPClientTransport(url, options))
    expect(await client.listTools()).toEqual({ tools: [] })
    expect(await client.listPrompts()).toEqual({ prompts: [] })
    await client.close()
  })
})
