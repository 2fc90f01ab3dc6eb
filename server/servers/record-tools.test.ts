import { describe, expect, it } from 'vitest'
import type { Actor } from '#server/actor.ts'
import { asActor } from '#server/db/as-actor.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeAgent, makeGrant, makeMember, makeOrganization, makeServer } from '#server/db/testing/factories.ts'
import { confirmTool, setToolClass } from './approve-tool.ts'
import { type FoundTool, recordTools } from './record-tools.ts'

const tool = (name: string, more: Record<string, unknown> = {}): FoundTool => ({
  name,
  definition: { name, inputSchema: { type: 'object' }, ...more },
})
const reading = { annotations: { readOnlyHint: true } }

describe('recordTools', () => {
  const db = useDatabase()

  async function world() {
    const organization = await makeOrganization(db.owner)
    const server = await makeServer(db.owner, organization)
    await db.owner.query('update account_tool_instances set discovered_at = null where id = $1', [server.id])
    const agent = await makeAgent(db.owner, organization)
    const record = (actor: Actor, tools: FoundTool[], revision = 1) =>
      asActor(db.pool, actor, (tx) => recordTools(tx, { serverId: server.id, revision, tools, facts: null }))
    const state = async () => {
      const { rows } = await db.owner.query(
        'select name, class, status, status_reason, gone_at is not null as gone from server_tools where server_id = $1 order by name',
        [server.id],
      )
      return rows.map((row) =>
        [row.name, row.class, row.gone ? 'gone' : row.status, row.status_reason].filter(Boolean).join(' '),
      )
    }
    return { organization, server, agent, owner: organization.owner.actor, record, state }
  }

  it('confirms what an admin’s first discovery finds; later finds are new', async () => {
    const { owner, record, state } = await world()
    await record(owner, [tool('a', reading), tool('b')])
    expect(await state()).toEqual(['a read confirmed', 'b write confirmed'])
    await record(owner, [tool('a', reading), tool('b'), tool('c', reading)])
    expect(await state()).toEqual(['a read confirmed', 'b write confirmed', 'c read new'])
  })

  it.each([
    ['description', { description: 'now also sends it elsewhere' }],
    ['title', { title: 'Other' }],
    ['inputSchema', { inputSchema: { type: 'object', properties: { to: { type: 'string' } } } }],
    ['outputSchema', { outputSchema: { type: 'object' } }],
    ['annotations', { annotations: { readOnlyHint: true, openWorldHint: true } }],
  ])('quarantines a tool whose %s changes, until somebody has looked', async (_, change) => {
    const { owner, record, state, server } = await world()
    await record(owner, [tool('a', reading)])
    await record(owner, [tool('a', { ...reading, ...change })])
    expect(await state()).toEqual(['a read quarantined definition_changed'])
    await record(owner, [tool('a', reading)])
    expect(await state(), 'changing back is no approval').toEqual(['a read quarantined definition_changed'])
    await asActor(db.pool, owner, (tx) => confirmTool(tx, { serverId: server.id, tool: 'a' }))
    expect(await state()).toEqual(['a read confirmed'])
  })

  it('never replaces the approved definition, and keeps the found one beside it', async () => {
    const { owner, record, server } = await world()
    await record(owner, [tool('a', { description: 'good' })])
    await record(owner, [tool('a', { description: 'bad' })])
    await record(owner, [tool('a', { description: 'worse' })])
    const { rows } = await db.owner.query(
      'select approved_definition, definition, pinned_hash <> found_hash as differs from server_tools where server_id = $1',
      [server.id],
    )
    expect(rows).toMatchObject([
      { approved_definition: { description: 'good' }, definition: { description: 'worse' }, differs: true },
    ])
  })

  it('confirms nothing that changed after it was looked at', async () => {
    const { owner, record, server } = await world()
    await record(owner, [tool('a')])
    await record(owner, [tool('a', { description: 'seen' })])
    const { rows } = await db.owner.query('select found_hash from server_tools where server_id = $1', [server.id])
    await record(owner, [tool('a', { description: 'slipped in' })])
    const late = asActor(db.pool, owner, (tx) =>
      confirmTool(tx, { serverId: server.id, tool: 'a', hash: rows[0].found_hash }),
    )
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT', reason: 'tool_changed_again' })
  })

  it('takes a rename for a new tool and marks the old one gone', async () => {
    const { owner, record, state } = await world()
    await record(owner, [tool('a', reading)])
    await record(owner, [tool('b', reading)])
    expect(await state()).toEqual(['a read gone', 'b read new'])
    await record(owner, [tool('a', reading), tool('b', reading)])
    expect(await state()).toEqual(['a read confirmed', 'b read new'])
  })

  it('quarantines both tools of one name', async () => {
    const { owner, record, state, server } = await world()
    await record(owner, [tool('a', reading), tool('a', { description: 'the other' })])
    expect(await state()).toEqual(['a read quarantined duplicate_name'])
    await expect(
      asActor(db.pool, owner, (tx) => confirmTool(tx, { serverId: server.id, tool: 'a' })),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('lets a name that was listed twice be confirmed once it is listed once', async () => {
    const { owner, record, state, server } = await world()
    await record(owner, [tool('a', reading), tool('a', { description: 'the other' })])
    await record(owner, [tool('a', reading)])
    expect(await state()).toEqual(['a read quarantined definition_changed'])
    await asActor(db.pool, owner, (tx) => confirmTool(tx, { serverId: server.id, tool: 'a' }))
    expect(await state()).toEqual(['a read confirmed'])
  })

  it('lets an agent’s connection record, but confirm nothing, and only where it is granted', async () => {
    const { organization, agent, server, owner, record, state } = await world()
    await expect(record(agent.actor, [tool('a', reading)])).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await state()).toEqual([])
    await makeGrant(db.owner, organization, agent, server, { level: 'read_only' })
    await record(agent.actor, [tool('a', reading)])
    expect(await state()).toEqual(['a read new'])
    await record(owner, [tool('a', reading)])
    expect(await state(), 'the admin’s first discovery confirms it').toEqual(['a read confirmed'])
    await record(agent.actor, [tool('a')])
    expect(await state()).toEqual(['a write quarantined definition_changed'])
    const confirm = asActor(db.pool, agent.actor, (tx) => confirmTool(tx, { serverId: server.id, tool: 'a' }))
    await expect(confirm).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('ignores a listing of a revision that is gone', async () => {
    const { owner, record, state, server } = await world()
    await db.owner.query('update account_tool_instances set revision = 2 where id = $1', [server.id])
    expect(await record(owner, [tool('a')], 1)).toBe(false)
    expect(await state()).toEqual([])
  })

  it('keeps a class that an admin set, and lets members set none', async () => {
    const { organization, owner, record, state, server } = await world()
    await record(owner, [tool('a', reading)])
    const set = (actor: Actor) =>
      asActor(db.pool, actor, (tx) => setToolClass(tx, { serverId: server.id, tool: 'a', class: 'destructive' }))
    await expect(set((await makeMember(db.owner, organization, 'member')).actor)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'admin_required',
    })
    await set(owner)
    await record(owner, [tool('a', { ...reading, description: 'new words' })])
    expect(await state()).toEqual(['a destructive quarantined definition_changed'])
  })

  it('gives up a class set by hand when another definition is confirmed', async () => {
    const { owner, record, state, server } = await world()
    await record(owner, [tool('a')])
    const act = (work: (tx: Parameters<typeof confirmTool>[0]) => Promise<unknown>) => asActor(db.pool, owner, work)
    await act((tx) => setToolClass(tx, { serverId: server.id, tool: 'a', class: 'read' }))
    await act((tx) => confirmTool(tx, { serverId: server.id, tool: 'a' }))
    expect(await state(), 'the same definition keeps it').toEqual(['a read confirmed'])
    await record(owner, [tool('a', { annotations: { destructiveHint: true } })])
    await act((tx) => confirmTool(tx, { serverId: server.id, tool: 'a' }))
    expect(await state()).toEqual(['a destructive confirmed'])
  })

  it.each([
    ['nothing', undefined, 'write'],
    ['readOnlyHint', { readOnlyHint: true }, 'read'],
    ['read_only_hint', { read_only_hint: true }, 'read'],
    ['destructiveHint', { destructiveHint: true }, 'destructive'],
    ['both', { readOnlyHint: true, destructiveHint: true }, 'destructive'],
    ['both, in two spellings', { readOnlyHint: true, destructive_hint: true }, 'destructive'],
    ['a contradiction in spelling', { readOnlyHint: true, read_only_hint: false }, 'write'],
    ['text for truth', { readOnlyHint: 'true' }, 'write'],
    ['annotations that are no object', [true], 'write'],
  ])('classes a tool with %s as it should', async (_, annotations, expected) => {
    const { rows } = await db.owner.query('select app.tool_class($1) as class', [
      JSON.stringify({ name: 'x', ...(annotations ? { annotations } : {}) }),
    ])
    expect(rows[0].class).toBe(expected)
  })
})
