import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { methods } from '#server/gateway/methods.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { type OpenGateway, openGateway, testSettings } from '#server/gateway/spec/testing/open-gateway.ts'
import { RawSession, textOf } from '#server/gateway/spec/testing/raw-client.ts'
import { stdioTarget } from '#server/gateway/spec/testing/stdio-programs.ts'
import { type HttpTestServer, startHttpTestServer } from '#server/gateway/testing/start-http-test-server.ts'
import { newTestServerState, testTools } from '#server/gateway/testing/test-tools.ts'

const db = useDatabase()
const place: { gateway?: OpenGateway; upstream?: HttpTestServer } = {}
const names = testTools(newTestServerState()).map((tool) => tool.name)
const readers = [
  'read_note',
  'changing',
  'echo',
  'environment',
  'headers',
  'progress',
  'slow',
  'big',
  'ask_client',
  'notify',
  'fail',
  'protocol_error',
]

beforeAll(async () => {
  place.upstream = await startHttpTestServer()
  place.gateway = await openGateway(db)
})
afterAll(async () => {
  await place.gateway?.close()
  await place.upstream?.close()
})

const httpTarget = () => ({ transport: 'streamable_http' as const, url: place.upstream?.url ?? '', headers: {} })
const sessionOf = async ({ server, agent }: World) => {
  const session = new RawSession(place.gateway?.origin ?? '', server.slug, agent.key)
  await session.open()
  return session
}

/** A tool counts as callable when the call was not refused, whatever the tool itself says. `exit` would end the fixture. */
async function callable(session: RawSession): Promise<string[]> {
  const found: string[] = []
  for (const name of [...names, 'unheard-of']) {
    if (name === 'exit' || name === 'change_definition' || name === 'add_tool') continue
    const answer = await session.call(name)
    if (!textOf(answer).includes('may not use the tool')) found.push(name)
  }
  return found
}
const harmless = (list: readonly string[]) =>
  list.filter((name) => !['exit', 'change_definition', 'add_tool'].includes(name))

describe('A1 at every level the set listed is the set callable', () => {
  const targets = [['Streamable HTTP', httpTarget] as const, ['stdio', () => stdioTarget] as const]
  describe.each(targets)('%s', (_, target) => {
    it.each([
      ['no grant', null, []],
      ['read_only', { level: 'read_only' }, readers],
      ['full_access', { level: 'full_access' }, names],
      ['custom', { level: 'custom', tools: ['write_note', 'echo', 'unheard-of'] }, ['write_note', 'echo']],
      ['expired', { level: 'full_access', expiresIn: 0, grantedAgo: 60 }, []],
    ] as const)('%s', async (_name, grant, expected) => {
      const world = await makeWorld(db, target())
      if (grant) {
        const { level, ...more } = grant
        await world.grant(level, more as object)
      }
      const session = await sessionOf(world)
      const listed = await session.listed()
      expect(listed).toEqual(expected)
      expect(await callable(session)).toEqual(harmless(expected))
    })
  })
})

describe('A14 a refusal says the same for a refused tool and for none', () => {
  it.each([
    ['without a grant', null],
    ['read_only', { level: 'read_only' }],
    ['with an ended grant', { level: 'full_access', expiresIn: 0, grantedAgo: 60 }],
  ] as const)('%s', async (_, grant) => {
    const world = await makeWorld(db, httpTarget())
    if (grant) {
      const { level, ...more } = grant
      await world.grant(level, more)
    }
    const session = await sessionOf(world)
    const refused = await session.call('delete_note', { id: '1' })
    const unknown = await session.call('no_such_tool', { id: '1' })
    const renamed = JSON.stringify({ ...unknown, id: refused.id }).replaceAll('no_such_tool', 'delete_note')
    expect(renamed).toBe(JSON.stringify(refused))
    expect(refused.result?.isError).toBe(true)
    const { agent, server, organization } = world
    expect(textOf(refused)).toContain(
      `Agent "${agent.name}" may not use the tool "delete_note" of "${server.name}": it is not available to it`,
    )
    const link = `${testSettings.appUrl}/o/${organization.slug}/explain?agent=${agent.id}&server=${server.slug}&tool=delete_note`
    expect(textOf(refused)).toContain(link)
    if (grant && 'expiresIn' in grant)
      expect(textOf(refused)).toMatch(/; the grant ended at \d{4}-\d\d-\d\dT[\d:.]+Z; /)
    else expect(textOf(refused)).not.toContain('the grant ended')
  })
})

describe('resources, prompts, completion and log levels follow the grant', () => {
  const asked: [string, Record<string, unknown>, 'resource' | 'prompt'][] = [
    ['resources/read', { uri: 'test://note' }, 'resource'],
    ['resources/subscribe', { uri: 'test://note' }, 'resource'],
    ['resources/unsubscribe', { uri: 'test://note' }, 'resource'],
    ['prompts/get', { name: 'greet', arguments: { who: 'x' } }, 'prompt'],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'who', value: '' } },
      'prompt',
    ],
    [
      'completion/complete',
      { ref: { type: 'ref/resource', uri: 'test://{id}' }, argument: { name: 'id', value: '' } },
      'resource',
    ],
  ]
  const lists: [string, string][] = [
    ['resources/list', 'resources'],
    ['resources/templates/list', 'resourceTemplates'],
    ['prompts/list', 'prompts'],
  ]

  it('nothing without a grant: errors with the sentence, empty lists', async () => {
    const world = await makeWorld(db, httpTarget())
    const session = await sessionOf(world)
    for (const [method, params, noun] of asked) {
      const { error } = await session.ask(method, params)
      expect(error, method).toMatchObject({ code: -32602 })
      expect(error?.message).toContain(`may not use the ${noun} "`)
      expect(error?.message).toContain(`of "${world.server.name}": it is not available to it`)
    }
    for (const [method, field] of lists) expect((await session.ask(method)).result, method).toEqual({ [field]: [] })
    expect((await session.ask('logging/setLevel', { level: 'debug' })).result).toEqual({})
  })

  it('read_only includes them, custom only where the grant says so', async () => {
    const reader = await makeWorld(db, httpTarget())
    await reader.grant('read_only')
    const reading = await sessionOf(reader)
    for (const [method, params] of asked) expect((await reading.ask(method, params)).error, method).toBeUndefined()
    for (const [method, field] of lists) expect((await reading.ask(method)).result?.[field], method).not.toEqual([])

    const custom = await makeWorld(db, httpTarget())
    await custom.grant('custom', { tools: ['echo'], prompts: true })
    const some = await sessionOf(custom)
    for (const [method, params, noun] of asked) {
      const { error } = await some.ask(method, params)
      if (noun === 'prompt') expect(error, method).toBeUndefined()
      else expect(error?.code, method).toBe(-32602)
    }
    expect((await some.ask('resources/list')).result).toEqual({ resources: [] })
    expect((await some.ask('prompts/list')).result?.prompts).toHaveLength(1)
  })
})

describe('what no rule is written for', () => {
  it.each([
    'tasks/list',
    'tasks/get',
    'server/discover',
    'constructor',
    '__proto',
    'tools/call ',
    'Tools/Call',
    'sampling/createMessage',
    'roots/list',
  ])('%s is an unknown method, and not forwarded', async (method) => {
    const world = await makeWorld(db, httpTarget())
    await world.grant('full_access')
    const session = await sessionOf(world)
    const before = place.upstream?.requests.length
    expect((await session.ask(method)).error?.code).toBe(-32601)
    expect(place.upstream?.requests.length).toBe(before)
  })
})

describe('A1 every method of the table, in every state that allows nothing', () => {
  const everything = {
    ...{ name: 'echo', uri: 'test://note', ref: { type: 'ref/prompt', name: 'greet' }, level: 'debug' },
    ...{ argument: { name: 'who', value: '' }, protocolVersion: '2025-11-25' },
  }
  const end = `update agent_mcp_server_access set ended_at = now(), end_kind = 'revoked', ended_by_kind = 'user', ended_by_id = granted_by_id where agent_id = $1`
  it.each([
    ['no grant', null, null],
    ['an expired grant', { expiresIn: 0, grantedAgo: 60 }, null],
    ['a revoked grant', {}, end],
    ['a paused agent', {}, `update agents set status = 'paused' where id = $1`],
    [
      'a suspended grant',
      {},
      'update account_tool_instances set revision = 2 where organization_id = (select organization_id from agents where id = $1)',
    ],
  ] as const)('%s: no contact with the server, nothing but the refusal or an empty list', async (_, grant, change) => {
    const world = await makeWorld(db, httpTarget())
    if (grant) await world.grant('full_access', grant)
    const session = await sessionOf(world)
    if (change) await db.owner.query(change, [world.agent.id])
    const before = place.upstream?.requests.length
    for (const [method, rule] of methods) {
      const { result, error } = await session.ask(method, everything)
      if (rule.answer === 'initialize' || rule.answer === 'ping') expect(error, method).toBeUndefined()
      else if (rule.refused !== 'sentence') expect(result, method).toEqual(rule.refused)
      else expect(JSON.stringify(error ?? result), method).toContain('it is not available to it')
    }
    expect(place.upstream?.requests.length).toBe(before)
  })
})
