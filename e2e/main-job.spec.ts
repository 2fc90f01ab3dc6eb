import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { type ReachableFiles, reachableFiles } from '#server/gateway/testing/reachable-files.ts'
import { type HttpTestServer, startHttpTestServer } from '#server/gateway/testing/start-http-test-server.ts'
import { call } from './support/api-client.ts'
import { type AgentSession, connectAgent } from './support/connect-agent.ts'
import { type RunningServer, startEverything } from './support/start-everything.ts'
import { type Program, startProgram } from './support/start-program.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

// The main job, from an empty installation to the last refusal: a person in a browser, an agent with the official
// client, a real MCP server. One story in steps; each begins where the one before ended.

test.describe.configure({ mode: 'serial' })

const server = 'Everything'
const agent = 'triage-bot'

let directory: ReturnType<typeof temporaryDirectory>
let folder: ReturnType<typeof temporaryDirectory>
let files: ReachableFiles
let program: Program
let everything: RunningServer
let changing: HttpTestServer
let page: Page
let key = ''
let agentSession: AgentSession

test.beforeAll(async ({ browser }) => {
  test.setTimeout(60_000)
  directory = temporaryDirectory('main-job')
  folder = temporaryDirectory('folder')
  files = await reachableFiles(['@modelcontextprotocol/server-filesystem'])
  everything = await startEverything()
  changing = await startHttpTestServer()
  program = await startProgram({ dataDir: directory.path, env: { STDIO_COMMANDS: files.node } })
  page = await browser.newPage()
})

test.afterAll(async () => {
  test.setTimeout(60_000)
  await page?.close()
  await agentSession?.close()
  await program?.stop()
  await everything?.stop()
  await changing?.close()
  await files?.remove()
  for (const { path } of [directory, folder]) rmSync(path, { recursive: true, force: true })
})

const main = () => page.getByRole('main')
const open = (path: string) => page.goto(`${program.url}/o/northwind${path}`)
const endpoint = (slug: string) => `${program.url}/mcp/${slug}`

/** Chooses an option of one of the dashboard's selects. */
async function choose(label: string, option: string) {
  await main().getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Calls the API as the page that is signed in would. */
async function asPerson<T>(procedure: string, input: unknown): Promise<T> {
  const cookies = await page.context().cookies(program.url)
  const as = {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    origin: program.url,
    'x-portcullis-organization': 'northwind',
  }
  return call<T>(program.url, as, procedure, input)
}

/** A refusal names the agent, the tool and the way to the reason, and nothing else. */
async function expectRefused(tool: string, args: Record<string, unknown> = {}) {
  const answer = await agentSession.call(tool, args)
  expect(answer.refused).toBe(true)
  expect(answer.text).toContain(`Agent "${agent}" may not use the tool "${tool}" of "${server}": it is not available`)
  const link = /http:\/\/\S+\/explain\?\S+/.exec(answer.text)?.[0] ?? ''
  expect(new URL(link).pathname).toBe('/o/northwind/explain')
  return { text: answer.text, link }
}

test('the link that the program printed opens set-up; set-up makes the first admin and signs in', async () => {
  await page.goto(program.url)
  await expect(main().getByText('Open the link from the terminal')).toBeVisible()
  const link = program.output().match(/^\s*(http:\/\/localhost:\d+\/setup#token=\S+)$/m)?.[1] ?? ''
  await page.goto(link)
  await main().getByLabel('Organization').fill('Northwind')
  await main().getByLabel('Your name').fill('Ada Ames')
  await main().getByLabel('E-mail').fill('ada@example.test')
  await main().getByLabel('Password').fill('correct horse battery')
  await main().getByRole('button', { name: 'Create and sign in' }).click()
  await page.waitForURL('**/o/northwind')
  await expect(main().getByRole('heading', { level: 1, name: 'Northwind' })).toBeVisible()
  await expect(main().getByRole('listitem').filter({ hasText: 'Add a server' })).toHaveAttribute('aria-current', 'step')

  // Used once, the link is nothing.
  await page.goto(link.replace('/setup', '/setup?again'))
  await expect(main().getByText('This installation is set up')).toBeVisible()
})

test('a server is added by its address; its tools appear with class and status', async () => {
  await open('')
  await main().getByRole('link', { name: 'Add a server' }).click()
  await main().getByLabel('Name').fill(server)
  await main().getByLabel('URL').fill(everything.url)
  await main().getByRole('button', { name: 'Save and discover' }).click()
  const steps = main().getByRole('list', { name: 'Discovery' }).getByRole('listitem')
  await expect(steps).toHaveCount(4)
  for (const step of await steps.all()) await expect(step.getByLabel('Done')).toBeVisible()
  await main().getByRole('link', { name: 'Review tools' }).click()

  const row = (tool: string) =>
    main()
      .getByRole('listitem')
      .filter({ has: page.getByText(tool, { exact: true }) })
  await expect(row('echo').getByText('Confirmed')).toBeVisible()
  await expect(row('echo').getByText('Read', { exact: true })).toBeVisible()
  await expect(row('toggle-simulated-logging').getByText('Write', { exact: true })).toBeVisible()
})

test('an agent is created; its key is shown once', async () => {
  await open('/agents')
  await main().getByRole('button', { name: 'Create an agent' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill(agent)
  await page.getByRole('dialog').getByRole('button', { name: 'Create agent' }).click()
  await expect(main().getByRole('heading', { level: 1, name: agent })).toBeVisible()

  await main().getByRole('tab', { name: 'Keys' }).click()
  await main().getByRole('button', { name: 'Create key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('build runner')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog.getByRole('heading', { name: 'Copy the key now' })).toBeVisible()
  key = (await dialog.getByText(/^pck_agt_/).textContent()) ?? ''
  expect(key).toMatch(/^pck_agt_[0-9A-Za-z]{12}_[\w-]{43}$/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeVisible()
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(main().getByRole('table', { name: `Keys of ${agent}` })).toContainText('build runner')
  await page.reload()
  await expect(main().getByRole('table', { name: `Keys of ${agent}` })).toContainText('build runner')
  expect(await page.content()).not.toContain(key)
})

test('without a grant the session opens, lists nothing, and refuses', async () => {
  agentSession = await connectAgent(endpoint('everything'), key)
  expect(await agentSession.toolNames()).toEqual([])
  await expectRefused('echo', { message: 'hello' })
})

test('reading is granted until tomorrow: exactly the tools that read are listed, and one is called', async () => {
  await open('/grants/new')
  await choose('Agent', agent)
  await choose('Server', server)
  await main().getByRole('radio', { name: 'Read only' }).check()
  await main().getByRole('radio', { name: 'Tomorrow, 18:00' }).check()
  await main().getByLabel('Why').fill('failing builds')
  const preview = main().getByLabel('Preview')
  const promised = (await preview.getByRole('listitem').allTextContents()).sort()
  await main().getByRole('button', { name: 'Grant access' }).click()
  await expect(main().getByRole('heading', { level: 1, name: agent })).toBeVisible()
  await expect(main().getByRole('table', { name: `Servers that ${agent} may use` })).toContainText(server)

  const listed = await agentSession.toolNames()
  expect(listed).toContain('echo')
  expect(listed).not.toContain('toggle-simulated-logging')
  expect(listed).toEqual(promised)
  expect(await agentSession.call('echo', { message: 'hello' })).toEqual({ refused: false, text: 'Echo: hello' })
})

test('a tool that writes is refused; the audit shows both calls; the link explains', async () => {
  const { link } = await expectRefused('toggle-simulated-logging')
  await open('/audit')
  const events = main().getByRole('table', { name: 'Audit events' })
  const decided = (tool: string) =>
    events.getByRole('row').filter({ hasText: 'Call decided' }).filter({ hasText: tool })
  await expect(decided('echo').filter({ hasText: 'Allowed' })).toContainText('allowed by its grant')
  await expect(decided('toggle-simulated-logging')).toContainText('Denied')
  await expect(decided('toggle-simulated-logging')).toContainText('the grant is read-only and this is not a read')
  await main().getByRole('button', { name: 'Verify chain' }).click()
  await expect(main().getByText(/Chain holds/)).toBeVisible()

  await page.goto(link)
  await expect(main().getByRole('heading', { name: 'Refused' })).toBeVisible()
  const failed = main()
    .getByRole('listitem')
    .filter({ has: page.getByLabel('Failed') })
  await expect(failed).toHaveCount(1)
  await expect(failed).toContainText('The level of the grant covers the tool')
})

test('revoked in the dashboard, the open session is refused on its very next call', async () => {
  await open('/grants')
  await main()
    .getByRole('button', { name: `Actions for ${agent} on ${server}` })
    .click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByRole('heading')).toHaveText(`Revoke ${agent} on ${server}?`)
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expect(dialog).toBeHidden()

  const { text, link } = await expectRefused('echo', { message: 'hello' })
  expect(text).toMatch(/the grant ended at \d{4}-\d\d-\d\dT/)
  expect(await agentSession.toolNames()).toEqual([])
  await page.goto(link)
  await expect(main().getByLabel('Verdict')).toContainText('The grant was revoked.')
})

test('granted with a short end, it is refused once that has come', async () => {
  // The form offers no end this near. The page shows the refusal of the step before: its address names both.
  const agentId = new URL(page.url()).searchParams.get('agent') ?? ''
  const { id: serverId } = await asPerson<{ id: string }>('servers.get', { serverId: 'everything' })
  const expiresAt = new Date(Date.now() + 2000)
  await asPerson('grants.grant', { agentId, serverId, level: 'read_only', expiresAt })
  expect(await agentSession.call('echo', { message: 'in time' })).toEqual({ refused: false, text: 'Echo: in time' })
  const decision = () => asPerson<{ reason: string }>('grants.explain', { agentId, serverId, tool: 'echo' })
  await expect.poll(async () => (await decision()).reason, { intervals: [50] }).toBe('grant_expired')
  const { text } = await expectRefused('echo', { message: 'too late' })
  expect(text).toContain(`the grant ended at ${expiresAt.toISOString()}`)
  expect(await agentSession.toolNames()).toEqual([])
})

test('paused, the agent is refused what it was granted; resumed, it is served', async () => {
  await open('/grants/new')
  await choose('Agent', agent)
  await choose('Server', server)
  await main().getByRole('button', { name: 'Grant access' }).click()
  await expect(main().getByRole('heading', { level: 1, name: agent })).toBeVisible()
  expect(await agentSession.call('echo', { message: 'before' })).toMatchObject({ refused: false })

  await main().getByRole('button', { name: 'Pause agent' }).click()
  await expect(main().getByRole('region', { name: 'Status' })).toContainText('Paused')
  await expectRefused('echo', { message: 'paused' })
  expect(await agentSession.toolNames()).toEqual([])
  await main().getByRole('button', { name: 'Resume agent' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Resume agent' }).click()
  await expect(main().getByRole('region', { name: 'Status' })).toContainText('Active')
  expect(await agentSession.call('echo', { message: 'after' })).toMatchObject({ refused: false })
})

test('a server is added by its command, and its files are read through the gateway', async () => {
  writeFileSync(join(folder.path, 'hello.txt'), 'Hello from the folder.', { mode: 0o644 })
  await open('/servers/new')
  await main().getByLabel('Name').fill('Files')
  await main().getByRole('radio', { name: 'Command' }).check()
  const entry = files.moduleFile('@modelcontextprotocol/server-filesystem', 'dist/index.js')
  await main().getByLabel('Command', { exact: true }).fill(`"${files.node}" "${entry}" "${folder.path}"`)
  await main().getByRole('button', { name: 'Save and discover' }).click()
  await expect(main().getByRole('link', { name: 'Grant access' })).toBeVisible({ timeout: 10_000 })
  await main().getByRole('link', { name: 'Grant access' }).click()
  await choose('Agent', agent)
  await main().getByRole('button', { name: 'Grant access' }).click()
  await expect(main().getByRole('heading', { level: 1, name: agent })).toBeVisible()

  const session = await connectAgent(endpoint('files'), key)
  const read = await session.call('read_text_file', { path: join(folder.path, 'hello.txt') })
  expect(read).toEqual({ refused: false, text: 'Hello from the folder.' })
  expect((await session.call('write_file', { path: join(folder.path, 'new.txt'), content: '' })).text).toContain(
    `may not use the tool "write_file" of "Files"`,
  )
  await session.close()
})

test('a tool that changed is refused at every level until an admin has confirmed the difference', async () => {
  await open('/servers/new')
  await main().getByLabel('Name').fill('Changing')
  await main().getByLabel('URL').fill(changing.url)
  await main().getByRole('button', { name: 'Save and discover' }).click()
  await main().getByRole('link', { name: 'Grant access' }).click()
  await choose('Agent', agent)
  await main().getByRole('radio', { name: 'Full access' }).check()
  await main().getByRole('button', { name: 'Grant access' }).click()
  await expect(main().getByRole('heading', { level: 1, name: agent })).toBeVisible()

  const session = await connectAgent(endpoint('changing'), key)
  expect(await session.call('changing')).toEqual({ refused: false, text: 'changing: {}' })
  await session.call('change_definition', { to: 'Sends what it reads to somebody else.' })
  await expect.poll(async () => (await session.call('changing')).refused, { intervals: [50] }).toBe(true)
  expect(await session.toolNames()).not.toContain('changing')

  await open('/servers/changing?tab=tools')
  const waiting = main().getByRole('region', { name: 'Waiting for you' })
  await expect(waiting.getByText('Quarantined')).toBeVisible()
  await expect(waiting).toContainText('Sends what it reads to somebody else.')
  await waiting.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm tool' }).click()
  await expect(main().getByRole('region', { name: 'Read', exact: true })).toContainText('changing')
  await expect(waiting).toBeHidden()
  expect(await session.call('changing')).toEqual({ refused: false, text: 'changing: {}' })
  await session.close()
})
