import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET } from '#app/api/trpc/[trpc]/route.ts'
import { batchLimit } from '#components/trpc/batch-limit.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { testKeyring } from '#server/db/testing/factories.ts'
import { readSettings } from '#server/env.ts'
import { setRuntime } from '#server/runtime.ts'

const db = useDatabase()
beforeAll(() => {
  setRuntime({
    settings: readSettings({}),
    pool: db.pool,
    calls: db.calls,
    log: pino({ level: 'silent' }),
    keyring: testKeyring,
    processId: randomUUID(),
  })
})

async function ask(calls: number): Promise<{ status: number; answers: unknown[] }> {
  const path = Array(calls).fill('setup.state').join(',')
  const answer = await GET(new Request(`http://localhost/api/trpc/${path}?batch=1&input=%7B%7D`))
  return { status: answer.status, answers: [await answer.json()].flat() }
}

describe('a batch of calls', () => {
  it('is refused as a whole when it has too many', async () => {
    const { status, answers } = await ask(batchLimit + 1)
    expect([status, answers.length]).toEqual([400, 1])
    expect(answers[0]).toMatchObject({ error: { json: { data: { code: 'BAD_REQUEST' } } } })
  })

  it('is answered up to the limit', async () => {
    const { status, answers } = await ask(batchLimit)
    expect([status, answers.length]).toEqual([200, batchLimit])
    for (const each of answers) expect(each).toHaveProperty('result')
  })
})
