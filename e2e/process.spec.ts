import { once } from 'node:events'
import { type IncomingMessage, request as send } from 'node:http'
import { expect, test } from '@playwright/test'
import { call, withKey } from './support/api-client.ts'
import { initSettings } from './support/start-installation.ts'
import { freePort, type Program, spawnProgram, startProgram } from './support/start-program.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

// The life of the process, as whoever operates it meets it. One program after another on the same data.

test.describe.configure({ mode: 'serial' })

let directory: ReturnType<typeof temporaryDirectory>
const { env, apiKey, admin } = initSettings()
const running: Program[] = []

async function start(): Promise<Program> {
  const program = await startProgram({ dataDir: directory.path, env })
  running.push(program)
  return program
}

const current = () => {
  const program = running.at(-1)
  if (!program) throw new Error('nothing was started')
  return program
}

const agents = (program: Program) =>
  call<{ items: { name: string }[] }>(program.url, withKey(apiKey), 'agents.list').then(({ items }) =>
    items.map((agent) => agent.name),
  )

/** A request from an address of the loopback, over a connection of its own. */
async function from(localAddress: string, path: string, headers: Record<string, string | number>, body?: string) {
  const { port } = new URL(current().url)
  const method = body === undefined ? 'GET' : 'POST'
  const asked = send({ host: '127.0.0.1', port, path, method, headers, localAddress, agent: false })
  const [response] = (await once(asked.end(body), 'response')) as [IncomingMessage]
  return { response, text: Buffer.concat(await response.toArray()).toString() }
}

/** Signs in as the form does. Says why not, or null. */
async function signIn(place: string, email: string, password: string, claims: Record<string, string> = {}) {
  const token = await from(place, '/api/auth/csrf', {})
  const cookie = (token.response.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ')
  const body = new URLSearchParams({ email, password, csrfToken: JSON.parse(token.text).csrfToken }).toString()
  const { response, text } = await from(
    place,
    '/api/auth/callback/credentials',
    {
      ...claims,
      cookie,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'x-auth-return-redirect': '1',
    },
    body,
  )
  const why = new URL(JSON.parse(text).url).searchParams.get('code')
  const opened = (response.headers['set-cookie'] ?? []).some((each) => each.startsWith('authjs.session-token='))
  return opened ? null : why
}

test.beforeAll(() => {
  directory = temporaryDirectory('process')
})

test.afterAll(async () => {
  for (const program of running) program.signal('SIGKILL')
  await Promise.all(running.map((program) => program.ended))
  // The private PostgreSQL outlives a kill -9: the next start takes it over, and ends it with itself.
  await (await startProgram({ dataDir: directory.path })).stop()
  directory.remove()
})

test('wrong settings are named all at once, and none of their values', async () => {
  const program = await spawnProgram({
    dataDir: directory.path,
    env: { APP_URL: 'ftp://wrong.example/path', EGRESS_ALLOW: '10.0.0.999', AUTH_SECRET: 'hunter2-hunter2' },
  })
  expect(await program.ended).toBe(1)
  for (const name of ['APP_URL', 'EGRESS_ALLOW', 'AUTH_SECRET']) expect(program.output()).toContain(name)
  for (const value of ['wrong.example', '10.0.0.999', 'hunter2']) expect(program.output()).not.toContain(value)
})

test('it says that it lives and that it is ready', async ({ request }) => {
  const { url, output } = await start()
  const health = await request.get(`${url}/healthz`)
  expect([health.status(), await health.json()]).toEqual([200, { status: 'ok' }])
  const ready = await request.get(`${url}/readyz`)
  expect(ready.status()).toBe(200)
  expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', migrations: 'ok', keys: 'ok' } })
  for (const line of ['database', 'migrations', 'keys', 'URL'])
    expect(output()).toMatch(new RegExp(`^✓ ${line} .+`, 'm'))
  // Set up from its settings, there is nothing to offer to whoever reads the terminal.
  expect(output()).not.toContain('/setup#')
})

test('metrics are not there without a token, and machine paths never lead to a sign-in page', async ({ request }) => {
  const { url } = current()
  for (const path of ['/metrics', '/mcp', '/mcp/any', '/k/any', '/.well-known/any', '/api/trpc/nothing']) {
    const answer = await request.get(`${url}${path}`, { maxRedirects: 0 })
    expect.soft(answer.status(), path).toBeGreaterThanOrEqual(400)
    expect.soft(answer.headers()['content-type'], path).toContain('application/json')
  }
})

test('tries to sign in from one place end at a limit, whatever they claim, and hold up nobody elsewhere', async () => {
  for (let n = 0; n < 50; n += 1) {
    const claims = { 'x-portcullis-peer': `10.0.0.${n}`, 'x-forwarded-for': `10.0.1.${n}`, 'x-real-ip': `10.0.2.${n}` }
    expect(await signIn('127.0.0.1', `nobody-${n}@example.test`, 'a wrong password', claims)).toBe('wrong_credentials')
  }
  const elsewhere = { 'x-portcullis-peer': '127.0.0.2', 'x-forwarded-for': '127.0.0.2' }
  expect(await signIn('127.0.0.1', admin.email, admin.password, elsewhere)).toBe('too_many_attempts')
  expect(await signIn('127.0.0.2', admin.email, admin.password)).toBeNull()
})

test('a body that is too large, or does not say its size, is refused before anybody reads it', async () => {
  for (const path of ['/api/trpc/agents.create', '/api/auth/callback/credentials', '/%61pi/trpc/agents.create']) {
    // Only its beginning is sent: who answers has not waited for the rest.
    const large = await from('127.0.0.1', path, { 'content-length': 1024 * 1024 + 1 }, '{')
    expect.soft([large.response.statusCode, JSON.parse(large.text).reason], path).toEqual([413, 'body_too_large'])
    const chunked = await from('127.0.0.1', path, { 'transfer-encoding': 'chunked' }, '{}')
    expect.soft([chunked.response.statusCode, JSON.parse(chunked.text).reason], path).toEqual([411, 'length_required'])
  }
})

test('a second start on the same data says who holds it', async () => {
  const second = await spawnProgram({ dataDir: directory.path, env })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`is in use by process ${current().pid}`)
  expect((await fetch(`${current().url}/readyz`)).status).toBe(200)
})

test('a second start on the same port says which', async () => {
  const elsewhere = temporaryDirectory('port')
  const second = await spawnProgram({ dataDir: elsewhere.path, port: Number(new URL(current().url).port) })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`Port ${new URL(current().url).port} on 127.0.0.1 is in use`)
  // What was open is closed before PostgreSQL is stopped: it has nothing to break.
  expect(second.output()).not.toContain('database connection broke')
  elsewhere.remove()
})

test('after kill -9 in the middle of work the next start has everything that was acknowledged', async () => {
  const program = current()
  const acknowledged: string[] = []
  let killed = false
  const work = async (writer: number) => {
    for (let n = 0; !killed; n += 1) {
      const name = `agent-${writer}-${n}`
      const made = await call(program.url, withKey(apiKey), 'agents.create', { name }).catch(() => null)
      if (made) acknowledged.push(name)
      if (acknowledged.length >= 12 && !killed) {
        killed = true
        program.signal('SIGKILL')
      }
    }
  }
  await Promise.all([work(1), work(2), work(3)])
  expect(await program.ended).toBe('SIGKILL')

  const next = await start()
  const there = await agents(next)
  expect(acknowledged.filter((name) => !there.includes(name))).toEqual([])
  const chain = await call<{ ok: boolean }>(next.url, withKey(apiKey), 'audit.verify')
  expect(chain.ok).toBe(true)
})

test('SIGTERM lets what runs finish, ends with 0, and everything is there at the next start', async () => {
  const program = current()
  const before = await agents(program)
  // More requests than are answered at once are on their way when the signal comes.
  const names = Array.from({ length: 20 }, (_, n) => `late-${n}`)
  const sent = names.map((name) =>
    call(program.url, withKey(apiKey), 'agents.create', { name }).then(
      () => name,
      () => null,
    ),
  )
  const first = await Promise.race(sent)
  const [code, ...answered] = await Promise.all([program.stop(), ...sent])
  expect(code).toBe(0)
  expect(first).not.toBeNull()
  await expect(fetch(`${program.url}/healthz`)).rejects.toThrow()

  const after = await agents(await start())
  const acknowledged = [...before, ...answered.filter((name) => name !== null)]
  expect(acknowledged.filter((name) => !after.includes(name))).toEqual([])
})

test('the first signal counts when it comes during the start', async () => {
  await current().stop()
  const program = await spawnProgram({ dataDir: directory.path, port: await freePort(), env })
  running.push(program)
  await expect.poll(() => program.output(), { intervals: [10] }).toContain('database ready')
  expect(await program.stop()).toBe(0)
})
