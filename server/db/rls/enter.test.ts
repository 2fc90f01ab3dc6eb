import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Actor } from '#server/actor.ts'
import { asActor } from '../as-actor.ts'
import { useDatabase } from '../testing/database.ts'
import { makeAgent, makeApiKey, makeMember, makeOrganization } from '../testing/factories.ts'

describe('app.enter', () => {
  const db = useDatabase()
  const enter = (actor: Actor) => asActor(db.pool, actor, async (_, who) => who)

  it('finds out who holds a session, an API key and an agent key', async () => {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    expect(await enter(organization.owner.actor)).toMatchObject({
      organizationId: organization.id,
      actorKind: 'user',
      userId: organization.owner.userId,
      rights: 'owner',
      scope: 'write',
    })
    expect(await enter({ ...organization.owner.actor, organization: null })).toMatchObject({
      organizationId: null,
      rights: null,
      userId: organization.owner.userId,
    })
    expect(await enter(organization.apiKey.actor)).toMatchObject({
      organizationId: organization.id,
      actorKind: 'api_key',
      rights: 'admin',
      scope: 'write',
    })
    const reader = await makeApiKey(db.owner, organization, organization.owner, 'read')
    expect(await enter(reader.actor)).toMatchObject({ rights: 'admin', scope: 'read' })
    expect(await enter(agent.actor)).toMatchObject({
      organizationId: organization.id,
      actorKind: 'agent',
      agentId: agent.id,
      userId: null,
      rights: 'agent',
    })
  })

  it.each(['session', 'api_key', 'agent_key'] as const)('refuses an unknown %s', async (kind) => {
    const secretHash = randomBytes(32)
    await expect(
      enter(kind === 'session' ? { kind, secretHash, organization: null } : { kind, secretHash }),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED', reason: 'unauthenticated' })
  })

  it('takes the hash of one kind for no other kind', async () => {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    await expect(enter({ kind: 'api_key', secretHash: agent.keyHash })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(enter({ kind: 'agent_key', secretHash: organization.owner.actor.secretHash })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    await expect(enter({ kind: 'session', secretHash: agent.keyHash, organization: null })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it.each([
    ['an ended session', 'update sessions set ended_at = now() where user_id = $1', 'UNAUTHORIZED'],
    [
      'an expired session',
      `update sessions set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where user_id = $1`,
      'UNAUTHORIZED',
    ],
    ['a suspended member', `update organization_memberships set status = 'suspended' where user_id = $1`, 'NOT_FOUND'],
    ['a removed member', `update organization_memberships set status = 'removed' where user_id = $1`, 'NOT_FOUND'],
  ])('refuses %s at once', async (_, change, code) => {
    const organization = await makeOrganization(db.owner)
    const member = await makeMember(db.owner, organization, 'member')
    await enter(member.actor)
    await db.owner.query(change, [member.userId])
    await expect(enter(member.actor)).rejects.toMatchObject({ code })
  })

  it.each([
    ['a revoked API key', 'update organization_api_keys set revoked_at = now() where organization_id = $1', 'apiKey'],
    [
      'an expired API key',
      `update organization_api_keys set expires_at = now() - interval '1 second' where organization_id = $1`,
      'apiKey',
    ],
    ['an API key of a suspended organization', 'update organizations set is_active = false where id = $1', 'apiKey'],
    ['a revoked agent key', 'update agent_keys set revoked_at = now() where organization_id = $1', 'agent'],
    [
      'an expired agent key',
      `update agent_keys set created_at = now() - interval '2 hours', expires_at = now() - interval '1 second' where organization_id = $1`,
      'agent',
    ],
    [
      'a key of a removed agent',
      `update agents set removed_at = now(), status = 'paused' where organization_id = $1`,
      'agent',
    ],
  ] as const)('refuses %s at once', async (_, change, which) => {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    const actor = which === 'agent' ? agent.actor : organization.apiKey.actor
    await enter(actor)
    await db.owner.query(change, [organization.id])
    await expect(enter(actor)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('answers the same for a foreign organization as for none', async () => {
    const mine = await makeOrganization(db.owner)
    const theirs = await makeOrganization(db.owner)
    const ask = (organization: string) => enter({ ...mine.owner.actor, organization }).catch((error: unknown) => error)
    const foreign = await ask(theirs.slug)
    expect(foreign).toMatchObject({ code: 'NOT_FOUND', reason: 'organization_not_found' })
    expect(await ask('no-such-thing')).toEqual(foreign)
    expect(await enter(theirs.owner.actor), 'it is there').toMatchObject({ organizationSlug: theirs.slug })
  })
})
