import { expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeWorld } from '#server/gateway/spec/testing/make-world.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const failing = useGateway(db, ({ verbs }) => ({
  verbs: { ...verbs, recordTools: () => Promise.reject(new Error('the disk is full')) },
}))

it('J1 a refusal leaves its event also when the list of tools cannot be recorded', async () => {
  const world = await makeWorld(db, upstream.target)
  await world.grant('read_only')
  // What is recorded is not what the server has, so it is recorded before the refusal.
  await db.owner.query(`update account_tool_instances set tools_digest = 'x' where id = $1`, [world.server.id])
  const session = await failing.session(world)
  const answer = await session.call('delete_note')
  expect(JSON.stringify(answer)).not.toContain('disk')
  const denials = (await world.events()).filter(({ action }) => action === 'call.decide')
  expect(denials).toMatchObject([{ outcome: 'denied', tool: 'delete_note' }])
})
