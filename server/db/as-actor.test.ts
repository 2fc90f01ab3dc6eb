import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { AppError } from '#server/errors.ts'
import { asActor, callAs } from './as-actor.ts'
import { useDatabase } from './testing/database.ts'
import { makeAgent, makeOrganization } from './testing/factories.ts'

describe('asActor', () => {
  const db = useDatabase()

  it('rolls back what throws, and says nothing of what the driver said', async () => {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    const failed = asActor(db.pool, organization.owner.actor, async (tx) => {
      await tx.execute(sql`update agents set name = 'half done' where id = ${agent.id}`)
      await tx.execute(sql`select ${'a secret parameter'}::uuid`)
    })
    await expect(failed).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.not.stringContaining('secret') })
    const { rows } = await db.owner.query('select name from agents where id = $1', [agent.id])
    expect(rows).toEqual([{ name: agent.name }])
  })

  it('keeps a refusal that the work itself throws', async () => {
    const organization = await makeOrganization(db.owner)
    const refusal = new AppError('CONFLICT', 'grant_exists')
    await expect(asActor(db.pool, organization.owner.actor, () => Promise.reject(refusal))).rejects.toBe(refusal)
  })

  it('survives the loss of its connection, and goes on with another', async () => {
    const organization = await makeOrganization(db.owner)
    const lost = asActor(db.pool, organization.owner.actor, async (tx) => {
      await tx.execute(sql`select pg_sleep(10)`)
    }).catch((error: unknown) => error)
    const superuser = new Client({ connectionString: db.urls.superuserUrl })
    await superuser.connect()
    await expect
      .poll(
        async () =>
          (
            await superuser.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(10)%' and pid <> pg_backend_pid() and state = 'active'`,
            )
          ).rowCount,
      )
      .toBeGreaterThan(0)
    await superuser.end()
    expect(await lost).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await asActor(db.pool, organization.owner.actor, async (_, who) => who?.organizationId)).toBe(
      organization.id,
    )
  })
})

describe('callAs', () => {
  const db = useDatabase()

  it('leaves nobody behind on its connection', async () => {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    const ask = (text: string, values: unknown[] = []) =>
      callAs<{ who: string | null }>(db.calls, 'agent_key', { name: text, text, values })
    for (let n = 0; n < 30; n += 1) {
      expect(await ask('select (app.enter($1, $2)).agent_id as who', ['agent_key', agent.keyHash])).toEqual([
        { who: agent.id },
      ])
      expect(await ask('select app.agent_id() as who')).toEqual([{ who: null }])
    }
    await expect(ask('select id as who from server_tools')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
