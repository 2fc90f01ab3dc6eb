import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#server/crypto/canonical-json.ts'
import { asActor } from '#server/db/as-actor.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import {
  makeAgent,
  makeGrant,
  makeOrganization,
  makeServer,
  type TestOrganization,
} from '#server/db/testing/factories.ts'
import { type CallEvent, createCallEventLog } from './append-call-events.ts'
import { verifyChain } from './verify-chain.ts'

const db = useDatabase()
const verify = (organization: TestOrganization) => asActor(db.pool, organization.owner.actor, verifyChain)

async function withHistory() {
  const organization = await makeOrganization(db.owner)
  const agent = await makeAgent(db.owner, organization)
  const server = await makeServer(db.owner, organization, undefined, [{ name: 'look' }])
  await makeGrant(db.owner, organization, agent, server, { level: 'full_access' })
  const event = (over: Partial<CallEvent> = {}): CallEvent => ({
    organizationId: organization.id,
    agentId: agent.id,
    keyId: agent.keyId,
    serverId: server.id,
    action: 'call.decide',
    outcome: 'allowed',
    reason: 'allowed',
    tool: 'look',
    grantId: null,
    callId: randomUUID(),
    data: { argumentsHmac: 'ab', duration: 12 },
    ...over,
  })
  return { organization, agent, server, event }
}

describe('the call event log', () => {
  it('makes events durable together, each resolved only then', async () => {
    const { organization, event } = await withHistory()
    const log = createCallEventLog(db.calls)
    const events = Array.from({ length: 60 }, (_, index) => event({ tool: `tool-${index}` }))
    await Promise.all(events.map((each) => log.append(each)))
    const { rows } = await db.owner.query(
      'select tool, batch_id from audit_events where organization_id = $1 and action = $2',
      [organization.id, 'call.decide'],
    )
    expect(rows.map((row) => row.tool).sort()).toEqual(events.map((each) => each.tool).sort())
    expect(new Set(rows.map((row) => row.batch_id)).size, 'several to a commit').toBeLessThan(10)
    expect(await verify(organization)).toMatchObject({ ok: true })
  })

  it('rejects when the sink cannot write, and goes on afterwards', async () => {
    const { event } = await withHistory()
    const log = createCallEventLog(db.calls)
    await expect(log.append(event({ outcome: 'nonsense' as never }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await log.append(event({ tool: 'bad \0 \ud800 name' }))
  })

  it('writes what agents name things, cut where it must be, and lets no bad event take others along', async () => {
    const { organization, event } = await withHistory()
    const other = await withHistory()
    const log = createCallEventLog(db.calls)
    const settled = await Promise.allSettled([
      log.append(event({ tool: `file:///${'a'.repeat(1015)}😀`, outcome: 'denied' })),
      log.append(other.event({ outcome: 'denied' })),
      log.append(event({ outcome: 'nonsense' as never })),
      log.append(other.event({ outcome: 'denied', tool: 'last' })),
    ])
    expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await verify(organization)).toMatchObject({ ok: true })
    expect(await verify(other.organization)).toMatchObject({ ok: true })
  })

  it('does not lock itself out where several processes write for the same organizations', async () => {
    const [one, two] = [await withHistory(), await withHistory()]
    const processes = Array.from({ length: 4 }, () => createCallEventLog(db.calls))
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(
        processes.map(async (log, n) => {
          const [first, second] = n % 2 === 0 ? [one, two] : [two, one]
          const blocker = log.append(first.event({ outcome: 'denied' }))
          await Promise.all([blocker, log.append(first.event()), log.append(second.event({ outcome: 'denied' }))])
        }),
      )
    }
    expect(await verify(one.organization)).toMatchObject({ ok: true })
    expect(await verify(two.organization)).toMatchObject({ ok: true })
  })

  it('notes when a key was last used, but not for a key that was turned away', async () => {
    const { agent, event } = await withHistory()
    const lastUsed = async () =>
      (await db.owner.query('select last_used_at from agent_keys where id = $1', [agent.keyId])).rows[0].last_used_at
    const log = createCallEventLog(db.calls)
    await log.append(event({ action: 'key.reject', outcome: 'denied', reason: 'key_expired' }))
    expect(await lastUsed()).toBeNull()
    await log.append(event())
    expect(await lastUsed()).toBeInstanceOf(Date)
  })
})

describe('the hash chain', () => {
  it('hashes each event as canonical JSON (RFC 8785), recomputed here independently', async () => {
    const { organization, event } = await withHistory()
    await createCallEventLog(db.calls).append(
      event({
        tool: 'quote " slash \\ tab \t line \n bell \u0007 é 漢 😀 \u007f \u2028',
        data: { b: 1, a: 'x', 'A z': true },
      }),
    )
    const { rows } = await db.owner.query(
      `select e.*, floor(extract(epoch from e.at) * 1000)::bigint::text as ms, p.data, app.event_text(e, p.data) as text, c.hash, c.previous_hash, c.events
         from audit_events e left join audit_payloads p on p.organization_id = e.organization_id and p.event_id = e.id
         join audit_chain c on c.organization_id = e.organization_id and c.batch_id = e.batch_id
        where e.organization_id = $1 order by c.sequence, e.ordinal`,
      [organization.id],
    )
    let previous = createHash('sha256').update(`portcullis audit chain of ${organization.id}`).digest()
    let batch: Buffer[] = []
    for (const row of rows) {
      const columns = [
        'action',
        'actor_id',
        'actor_kind',
        'agent_id',
        'call_id',
        'data',
        'grant_id',
        'id',
        'ordinal',
        'organization_id',
        'outcome',
        'reason',
        'server_id',
        'subject_id',
        'subject_kind',
        'tool',
      ]
      const expected = canonicalJson({
        ...Object.fromEntries(columns.filter((name) => row[name] !== null).map((name) => [name, row[name]])),
        at: Number(row.ms),
      })
      expect(row.text).toBe(expected)
      batch.push(createHash('sha256').update(expected).digest())
      if (batch.length < row.events) continue
      expect(row.previous_hash).toEqual(previous)
      previous = createHash('sha256')
        .update(previous)
        .update(createHash('sha256').update(Buffer.concat(batch)).digest())
        .digest()
      expect(row.hash).toEqual(previous)
      batch = []
    }
    expect(rows.length).toBeGreaterThan(5)
  })

  it('holds when many write at once', async () => {
    const { organization } = await withHistory()
    await Promise.all(Array.from({ length: 12 }, () => makeAgentAsOwner(organization)))
    expect(await verify(organization)).toMatchObject({ ok: true })
  })

  async function makeAgentAsOwner(organization: TestOrganization) {
    const client = new Client({ connectionString: db.urls.ownerUrl })
    await client.connect()
    await makeAgent(client, organization)
    await client.end()
  }

  it('refuses an event that claims a batch of the past', async () => {
    const { organization, agent } = await withHistory()
    const { rows } = await db.owner.query(
      'select batch_id from audit_chain where organization_id = $1 order by sequence limit 1',
      [organization.id],
    )
    const forged = asActor(db.pool, organization.owner.actor, async (tx) => {
      await tx.execute(
        sql`select set_config('app.batch_id', ${rows[0].batch_id}, true), set_config('app.batch_ordinal', '90', true)`,
      )
      await tx.execute(sql`update agents set name = 'renamed' where id = ${agent.id}`)
    })
    await expect(forged).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await verify(organization)).toMatchObject({ ok: true })
  })

  it.each([
    ['an edited event', `update audit_events set outcome = 'error' where id = $2 and organization_id = $1`],
    [
      'edited particulars',
      `update audit_payloads set data = data || '{"forged": true}' where event_id = $2 and organization_id = $1`,
    ],
    ['a deleted event', 'delete from audit_events where id = $2 and organization_id = $1'],
    [
      'an inserted event',
      `insert into audit_events select organization_id, gen_random_uuid(), at, batch_id, ordinal + 100, actor_kind, actor_id, action, outcome from audit_events where id = $2 and organization_id = $1`,
    ],
    [
      'an event outside the chain',
      `insert into audit_events select organization_id, gen_random_uuid(), at, gen_random_uuid(), 1, actor_kind, actor_id, action, outcome from audit_events where id = $2 and organization_id = $1`,
    ],
    ['a removed link', 'delete from audit_chain where organization_id = $1 and sequence = 3 and $2::uuid is not null'],
    [
      'a cut tail',
      `with cut as (delete from audit_chain where organization_id = $1 and $2::uuid is not null and sequence = (select max(sequence) from audit_chain where organization_id = $1) returning batch_id) delete from audit_events e using cut where e.organization_id = $1 and e.batch_id = cut.batch_id`,
    ],
    [
      'an event moved before another',
      `update audit_events set at = at - interval '1 minute' where id = $2 and organization_id = $1`,
    ],
  ])('finds %s', async (_, tamper) => {
    const { organization } = await withHistory()
    expect(await verify(organization)).toMatchObject({ ok: true })
    const { rows } = await db.owner.query(
      'select e.id from audit_events e join audit_payloads p on p.event_id = e.id where e.organization_id = $1 order by e.at offset 2 limit 1',
      [organization.id],
    )
    // Only a superuser gets past the triggers: nobody of ours is one.
    expect(await pastTheTriggers(tamper, [organization.id, rows[0].id])).toBeGreaterThan(0)
    const verdict = await verify(organization)
    expect(verdict.ok).toBe(false)
    expect(verdict.problem).toBeTruthy()
  })

  async function pastTheTriggers(text: string, values: unknown[]): Promise<number> {
    const superuser = new Client({ connectionString: db.urls.superuserUrl })
    await superuser.connect()
    try {
      await superuser.query('set session_replication_role = replica')
      return (await superuser.query(text, values)).rowCount ?? 0
    } finally {
      await superuser.end()
    }
  }
})
