import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#server/crypto/canonical-json.ts'
import { open } from '#server/crypto/seal.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { testKeyring } from '#server/db/testing/factories.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import { checks } from '#server/gateway/handle.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { openGateway } from '#server/gateway/spec/testing/open-gateway.ts'
import { RawSession, sendRaw, textOf } from '#server/gateway/spec/testing/raw-client.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const gateway = useGateway(db)

type Append = GatewayDeps['verbs']['appendCallEvent']
type Event = Parameters<Append>[0]

/** A gateway whose sink a test can hold up or break: the sink is the real one, with something in front of it. */
async function withSink(sink: (event: Event, real: Append) => Promise<void>, list: typeof checks = checks) {
  return openGateway(db, ({ verbs }) => ({
    checks: list,
    verbs: { ...verbs, appendCallEvent: (event) => sink(event, verbs.appendCallEvent) },
    limits: { ...gatewayLimits, streamAfterMs: 20, keepAliveMs: 20 },
  }))
}
async function sessionAt(origin: string, { server, agent }: World): Promise<RawSession> {
  const session = new RawSession(origin, server.slug, agent.key)
  await session.open()
  return session
}
const broken = (action: Event['action']) => (event: Event, real: Append) =>
  event.action === action ? Promise.reject(new Error('the disk is full')) : real(event)

describe('J7 what cannot be recorded is not released', () => {
  it.each(['call.decide', 'call.finish'] as const)(
    '%s cannot be written: no call, list or resource gives anything away',
    async (action) => {
      const world = await makeWorld(db, upstream.target)
      await world.grant('full_access')
      const { origin, close } = await withSink(broken(action))
      const session = await sessionAt(origin, world)
      const called = await session.call('echo', { canary: 'tell-nobody' })
      expect(called.result?.isError).toBe(true)
      expect(textOf(called)).toMatch(/^Portcullis could not record this call/)
      expect(JSON.stringify(called)).not.toContain('tell-nobody')
      for (const [method, params, secret] of [
        ['tools/list', {}, 'read_note'],
        ['resources/read', { uri: 'test://note' }, 'contents'],
        ['prompts/list', {}, 'greet'],
      ] as const) {
        const answer = await session.ask(method, params)
        expect(answer.error?.message, method).toMatch(/^Portcullis could not record this call/)
        expect(JSON.stringify(answer), method).not.toContain(secret)
      }
      await close()
    },
  )

  it('a refusal that cannot be written does not say that it is one', async () => {
    const world = await makeWorld(db, upstream.target)
    const { origin, close } = await withSink(broken('call.decide'))
    const session = await sessionAt(origin, world)
    expect(textOf(await session.call('echo'))).toMatch(/^Portcullis could not record this call/)
    await close()
  })

  it('a session whose opening cannot be written does not open', async () => {
    const { server, agent } = await makeWorld(db, upstream.target)
    const { origin, close } = await withSink(broken('session.open'))
    const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}'
    const answer = await sendRaw(origin, {
      path: `/mcp/${server.slug}`,
      headers: { authorization: `Bearer ${agent.key}` },
      body,
    })
    expect(answer.status).toBe(500)
    expect(answer.headers['mcp-session-id']).toBeUndefined()
    await close()
  })

  it.each(['call.decide', 'call.finish'] as const)(
    'while %s is being written nothing of the result is out',
    async (action) => {
      const world = await makeWorld(db, upstream.target)
      await world.grant('full_access')
      let release: () => void = () => undefined
      let reached: () => void = () => undefined
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const waiting = new Promise<void>((resolve) => {
        reached = resolve
      })
      const { origin, close } = await withSink(async (event, real) => {
        if (event.action === action && event.tool === 'progress') {
          reached()
          await held
        }
        await real(event)
      })
      const session = await sessionAt(origin, world)
      let answered = false
      const call = session.ask('tools/call', { name: 'progress', _meta: { progressToken: 'p' } }).then((answer) => {
        answered = true
        return answer
      })
      await waiting
      // The upstream has long answered by the time another call of the same session comes back.
      await session.call('echo')
      expect(answered).toBe(false)
      release()
      expect(textOf(await call)).toBe('progressed')
      await close()
    },
  )

  it('twin: without the check that records, the same call goes unrecorded', async () => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('full_access')
    const unrecorded = checks.map((check) =>
      check.name === 'record-decision'
        ? {
            ...check,
            run: (exchange: Parameters<typeof check.run>[0]) => {
              exchange.recorded = Promise.resolve()
            },
          }
        : check,
    )
    const { origin, close } = await withSink(broken('call.decide'), unrecorded)
    const session = await sessionAt(origin, world)
    expect(textOf(await session.call('echo', { canary: 1 }))).toContain('"canary":1')
    await close()
  })
})

describe('what is recorded', () => {
  it('two events for a call that was let through, one for a refusal, with the method and what it was about', async () => {
    const world = await makeWorld(db, upstream.target)
    const grantId = await world.grant('read_only')
    const session = await gateway.session(world)
    await session.call('echo', { b: 1, a: 'Grüße' })
    await session.call('delete_note', { id: 'x' })
    await session.call('fail')
    await session.call('protocol_error')
    await session.listed()
    await session.ask('resources/read', { uri: 'test://note' })
    const [, ...events] = await world.events()
    expect(
      events.map(({ action, outcome, reason, tool, data }) => [action, outcome, reason, tool, data.method]),
    ).toEqual([
      ['call.decide', 'allowed', 'allowed', 'echo', 'tools/call'],
      ['call.finish', 'ok', null, 'echo', 'tools/call'],
      ['call.decide', 'denied', 'tool_not_read', 'delete_note', 'tools/call'],
      ['call.decide', 'allowed', 'allowed', 'fail', 'tools/call'],
      ['call.finish', 'error', null, 'fail', 'tools/call'],
      ['call.decide', 'allowed', 'allowed', 'protocol_error', 'tools/call'],
      ['call.finish', 'error', null, 'protocol_error', 'tools/call'],
      ['call.decide', 'allowed', 'allowed', null, 'tools/list'],
      ['call.finish', 'ok', null, null, 'tools/list'],
      ['call.decide', 'allowed', 'allowed', 'test://note', 'resources/read'],
      ['call.finish', 'ok', null, 'test://note', 'resources/read'],
    ])
    const { rows } = await db.owner.query(
      'select distinct grant_id from audit_events where organization_id = $1 and action like $2',
      [world.organization.id, 'call.%'],
    )
    expect(rows).toEqual([{ grant_id: grantId }])
    expect(events[0]?.call_id).toBe(events[1]?.call_id)
    expect(events[1]?.data).toMatchObject({ durationMs: expect.any(Number), resultBytes: expect.any(Number) })
    expect(events[4]?.data.errorKind).toBe('tool')
    expect(events[6]?.data.errorKind).toBe('protocol_error')
  })

  it('arguments only as an HMAC of their canonical form, under the organization’s own key', async () => {
    const [world, other] = [await makeWorld(db, upstream.target), await makeWorld(db, upstream.target)]
    for (const each of [world, other]) await each.grant('full_access')
    const session = await gateway.session(world)
    await session.call('echo', { b: 1, a: 'a secret of the agent' })
    await session.call('echo', { a: 'a secret of the agent', b: 1 })
    await (await gateway.session(other)).call('echo', { b: 1, a: 'a secret of the agent' })
    const macs = async (of: World) =>
      (await of.events()).flatMap(({ data }) => (data.argumentsHmac ? [data.argumentsHmac] : []))
    const { id } = world.organization
    const { rows } = await db.owner.query(
      'select argument_key_sealed as sealed from organization_secrets where organization_id = $1',
      [id],
    )
    const key = Buffer.from(
      open(testKeyring, rows[0].sealed, {
        table: 'organization_secrets',
        organizationId: id,
        rowId: id,
        field: 'argument_key',
      }),
      'base64',
    )
    const expected = createHmac('sha256', key)
      .update(canonicalJson({ a: 'a secret of the agent', b: 1 }))
      .digest('hex')
    expect(await macs(world)).toEqual([expected, expected])
    expect(await macs(other)).not.toContain(expected)
    expect(JSON.stringify(await world.events())).not.toContain('a secret of the agent')
  })

  it('wrong keys of a known public id: one event at once, the rest of the minute as one more', async () => {
    const world = await makeWorld(db, upstream.target)
    const own = await openGateway(db)
    const wrong = `${world.agent.key.slice(0, -6)}wrong0`
    const headers = { authorization: `Bearer ${wrong}` }
    for (let i = 0; i < 7; i += 1)
      expect((await sendRaw(own.origin, { path: `/mcp/${world.server.slug}`, headers })).status).toBe(401)
    expect(await world.events()).toMatchObject([{ action: 'key.reject', reason: 'key_wrong', data: { count: 1 } }])
    await own.close()
    expect(await world.events()).toMatchObject([{ data: { count: 1 } }, { action: 'key.reject', data: { count: 6 } }])
  })
})

describe('A3 what fails is refused', () => {
  const verbs = ['decideCall', 'listCallableTools', 'recordTools'] as const
  const failures: [string, () => unknown][] = [
    ['an error', () => new Error('connection lost')],
    ['something that is not an error', () => 'no'],
    ['undefined', () => undefined],
  ]
  it.each(failures)('authenticateAgent throws %s: nobody comes in', async (_, failure) => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('full_access')
    const own = await openGateway(db, ({ verbs: real }) => ({
      verbs: { ...real, authenticateAgent: () => Promise.reject(failure()) },
    }))
    await expect(sessionAt(own.origin, world)).rejects.toThrow()
    const headers = { authorization: `Bearer ${world.agent.key}` }
    const { status, text } = await sendRaw(own.origin, { path: `/mcp/${world.server.slug}`, headers })
    expect([status, text]).toEqual([500, expect.stringMatching(/could not handle this request/)])
    await own.close()
  })

  describe.each(verbs)('%s', (verb) => {
    it.each(failures)('throws %s', async (_, failure) => {
      const world = await makeWorld(db, upstream.target)
      await world.grant('full_access')
      let failing = false
      const own = await openGateway(db, (deps) => {
        const real = deps.verbs[verb] as (...args: unknown[]) => Promise<unknown>
        const fragile = (...args: unknown[]) => (failing ? Promise.reject(failure()) : real(...args))
        return { verbs: { ...deps.verbs, [verb]: fragile } }
      })
      const session = await sessionAt(own.origin, world)
      failing = true
      // A list that is not the recorded one makes the gateway record it.
      await db.owner.query(`update account_tool_instances set tools_digest = null where id = $1`, [world.server.id])
      for (const body of [
        '"tools/call","params":{"name":"echo","arguments":{"canary":"tell-nobody"}}',
        '"tools/list"',
      ]) {
        if (verb === 'listCallableTools' && body.includes('tools/call')) continue
        const { status, text } = await session.send(`{"jsonrpc":"2.0","id":3,"method":${body}}`)
        expect([status, text]).toEqual([
          expect.any(Number),
          expect.stringMatching(/could not handle this request|isError/),
        ])
        expect(text).not.toMatch(/tell-nobody|read_note|connection lost/)
      }
      await own.close()
    })
  })
})
