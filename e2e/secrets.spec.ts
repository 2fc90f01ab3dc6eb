import { randomBytes } from 'node:crypto'
import { expect, test } from './fixtures.ts'
import { ask, call } from './support/api-client.ts'
import { connectAgent } from './support/connect-agent.ts'

// Secrets are put in at every place that takes one, and then looked for at every place that says something.

test.describe.configure({ mode: 'serial' })

const canary = `canary-${randomBytes(12).toString('hex')}`
const seen = { key: '', serverId: '', slug: '', agentId: '' }

test.beforeAll(async ({ installation: { url, asKey }, everything }) => {
  const api = <T>(procedure: string, input: unknown) => call<T>(url, asKey, procedure, input)
  const server = await api<{ id: string; slug: string }>('servers.create', {
    name: 'Canary',
    transport: 'streamable_http',
    url: `${everything.url}?token=${canary}`,
    headers: { authorization: `Bearer ${canary}`, 'x-api-key': canary },
  })
  const agent = await api<{ id: string }>('agents.create', { name: 'canary agent' })
  const { key } = await api<{ key: string }>('agents.createKey', { agentId: agent.id })
  await api('grants.grant', { agentId: agent.id, serverId: server.id, level: 'full_access' })
  Object.assign(seen, { key, serverId: server.id, slug: server.slug, agentId: agent.id })
})

/** Every secret there is, by name. */
function secretsOf(installation: { apiKey: string; admin: { password: string } }, cookie: string) {
  const { apiKey, admin } = installation
  return { upstream: canary, agentKey: seen.key, apiKey, password: admin.password, session: cookie.split('=')[1] ?? '' }
}

function expectNone(text: string, secrets: Record<string, string>, where: string) {
  expect(text.length).toBeGreaterThan(0)
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(10)
    expect.soft(text.includes(secret), `the ${name} secret in ${where}`).toBe(false)
  }
}

test('no secret is in what the API or the gateway answers', async ({ api, files, installation, session }) => {
  const { url, asKey, endpoint } = installation
  const command = await api<{ id: string }>('servers.create', {
    name: 'Canary command',
    transport: 'stdio',
    command: files.node,
    args: ['/nowhere/server.js', `--token=${canary}`],
    env: { API_TOKEN: canary },
  })
  const unreachable = await api<{ id: string }>('servers.create', {
    name: 'Canary address',
    transport: 'streamable_http',
    url: `http://127.0.0.1:9/${canary}/mcp`,
    headers: { authorization: `Bearer ${canary}` },
  })
  const answers: string[] = []
  const note = async (procedure: string, input?: unknown) => {
    answers.push((await ask(url, asKey, procedure, input)).text)
  }
  for (const serverId of [seen.serverId, command.id, unreachable.id]) await note('servers.discover', { serverId })
  await note('servers.create', { name: 'Refused', transport: 'streamable_http', url: `http://10.0.0.1/${canary}` })
  await note('servers.create', { name: 'Refused', transport: 'stdio', command: '/bin/sh', args: ['-c', canary] })
  const client = await connectAgent(endpoint(seen.slug), seen.key)
  answers.push((await client.call('echo', { message: 'hello' })).text, (await client.call('no-such-tool')).text)
  await client.close()
  for (const serverId of [seen.serverId, command.id, unreachable.id]) await note('servers.get', { serverId })
  for (const list of ['servers.list', 'agents.list', 'grants.list', 'organizations.home']) await note(list)
  await note('agents.get', { agentId: seen.agentId })
  await note('audit.list', { limit: 200 })
  expectNone(answers.join('\n'), secretsOf(installation, session.cookie), 'an answer')
})

test('no secret is in a page, neither as it is sent nor as it is shown', async ({ page, installation, session }) => {
  const at = `${installation.url}/o/${installation.organization.slug}`
  const paths = [
    `/servers/${seen.slug}?tab=settings`,
    `/agents/${seen.agentId}?tab=keys`,
    `/agents/${seen.agentId}?tab=connect`,
    '/audit',
  ]
  const texts: string[] = []
  for (const path of paths) {
    const response = await page.goto(`${at}${path}`)
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
    texts.push((await response?.text()) ?? '', await page.content())
  }
  expectNone(texts.join('\n'), secretsOf(installation, session.cookie), 'a page')
})

test('no secret is in the log', async ({ installation, session }) => {
  // A wrong key may be written about, and is not written down.
  const wrong = `pck_agt_${seen.key.slice(8, 20)}_${randomBytes(32).toString('base64url')}`
  const refused = await fetch(installation.endpoint(seen.slug), {
    method: 'POST',
    headers: { authorization: `Bearer ${wrong}` },
  })
  expect(refused.status).toBe(401)
  expectNone(installation.program.output(), { ...secretsOf(installation, session.cookie), wrong }, 'the log')
})
