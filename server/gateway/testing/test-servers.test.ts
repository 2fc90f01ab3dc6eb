import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, test } from 'vitest'
import { startHttpTestServer } from '#server/gateway/testing/start-http-test-server.ts'

const script = fileURLToPath(new URL('./stdio-test-server.ts', import.meta.url))
const firstPage = ['read_note', 'write_note', 'delete_note', 'unannotated', 'contradictory', 'changing']

test('the stdio fixture serves the official client', async () => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [script] }))
  const { tools, nextCursor } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(firstPage))
  expect(nextCursor).toBe('8')
  await client.close()
})

test('the HTTP fixture serves the official client, changes its tools and refuses a wrong credential', async () => {
  const server = await startHttpTestServer({ authorization: 'Bearer right' })
  const open = async (authorization: string) => {
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: { authorization } } }),
    )
    return client
  }
  await expect(open('Bearer wrong')).rejects.toThrow()
  const client = await open('Bearer right')
  await client.callTool({ name: 'change_definition', arguments: { to: 'new' } })
  expect((await client.listTools()).tools.find((tool) => tool.name === 'changing')?.description).toBe('new')
  expect(server.sessionCount()).toBe(1)
  await client.close()
  await server.close()
})
