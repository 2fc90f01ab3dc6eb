import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { call } from './support/api-client.ts'
import { connectAgent } from './support/connect-agent.ts'

// Every page for everybody: with a screen reader, in both themes, by keyboard alone, on a narrow screen.

const ids = { agentId: '', serverSlug: '', grantId: '' }

test.beforeAll(async ({ installation: { url, asKey, endpoint }, everything }) => {
  const api = <T>(procedure: string, input: unknown) => call<T>(url, asKey, procedure, input)
  const server = await api<{ id: string; slug: string }>('servers.create', {
    name: 'A server whose name is rather long for a narrow screen',
    slug: 'accessible',
    transport: 'streamable_http',
    url: everything.url,
  })
  await api('servers.discover', { serverId: server.id })
  const agent = await api<{ id: string }>('agents.create', { name: 'accessible-agent' })
  const { key } = await api<{ key: string }>('agents.createKey', { agentId: agent.id, name: 'first' })
  const grant = await api<{ id: string }>('grants.grant', {
    agentId: agent.id,
    serverId: server.id,
    level: 'read_only',
    expiresAt: new Date(Date.now() + 86_400_000),
  })
  const session = await connectAgent(endpoint(server.slug), key)
  await session.call('echo', { message: 'hello' })
  await session.call('toggle-simulated-logging')
  await session.close()
  Object.assign(ids, { agentId: agent.id, serverSlug: server.slug, grantId: grant.id })
})

const pages: Record<string, () => string> = {
  home: () => '',
  servers: () => '/servers',
  'add a server': () => '/servers/new',
  'a server': () => `/servers/${ids.serverSlug}`,
  'its tools': () => `/servers/${ids.serverSlug}?tab=tools`,
  'its settings': () => `/servers/${ids.serverSlug}?tab=settings`,
  agents: () => '/agents',
  'an agent': () => `/agents/${ids.agentId}`,
  'its keys': () => `/agents/${ids.agentId}?tab=keys`,
  'how to connect it': () => `/agents/${ids.agentId}?tab=connect`,
  grants: () => '/grants',
  'grant access': () => `/grants/new?agent=${ids.agentId}&server=${ids.serverSlug}`,
  'change a grant': () => `/grants/${ids.grantId}`,
  explain: () => `/explain?agent=${ids.agentId}&server=${ids.serverSlug}&tool=toggle-simulated-logging`,
  audit: () => '/audit',
}

/** Waits until a page has loaded what it shows. */
async function settle(page: Page) {
  await expect(page.getByRole('main')).toContainText(/\w/)
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0)
}

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    for (const [name, path] of Object.entries(pages)) {
      test(`axe finds nothing grave: ${name}`, async ({ page, installation, session: _signedIn }) => {
        await page.goto(`${installation.url}/o/${installation.organization.slug}${path()}`)
        await settle(page)
        await expectAccessible(page)
      })
    }
    for (const path of ['/sign-in', '/setup', '/o/no-such-thing']) {
      test(`axe finds nothing grave: ${path} for nobody`, async ({ page, installation }) => {
        await page.goto(`${installation.url}${path}`)
        await settle(page)
        await expectAccessible(page)
      })
    }
  })
}

test.describe('by keyboard', () => {
  test.beforeEach(async ({ page, installation, session: _signedIn }) => {
    await page.goto(`${installation.url}/o/${installation.organization.slug}/agents`)
    await settle(page)
  })

  test('the first stop leads past the navigation', async ({ page }) => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })

  test('a dialog keeps the focus and gives it back', async ({ page }) => {
    const trigger = page.getByRole('main').getByRole('button', { name: 'Create an agent' })
    await trigger.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByLabel('Name')).toBeFocused()
    const focusable = await dialog.locator('input, textarea, button').count()
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let stop = 0; stop <= focusable; stop += 1) {
        await page.keyboard.press(key)
        expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
      }
    }
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(trigger).toBeFocused()
  })

  for (const modifier of ['Control', 'Meta']) {
    test(`${modifier}+K finds a page and goes there`, async ({ page }) => {
      await page.keyboard.press(`${modifier}+k`)
      const search = page.getByRole('combobox', { name: 'Search or do' })
      await expect(search).toBeFocused()
      await expectAccessible(page)
      await search.fill('audit')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeVisible()
    })
  }

  test('a question that cannot be undone asks for the safe answer first', async ({ page, installation }) => {
    await page.goto(`${installation.url}/o/${installation.organization.slug}/grants`)
    const actions = page.getByRole('button', { name: /^Actions for accessible-agent/ })
    await actions.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
    const dialog = page.getByRole('alertdialog')
    await expect(dialog.getByRole('heading')).toContainText('Revoke accessible-agent on A server')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('row').filter({ hasText: 'accessible-agent' })).toContainText(/Ends soon|Active/)
  })
})

test.describe('375 pixels wide', () => {
  test.use({ viewport: { width: 375, height: 740 } })
  for (const [name, path] of Object.entries(pages)) {
    test(`nothing makes the page scroll sideways: ${name}`, async ({ page, installation, session: _signedIn }) => {
      await page.goto(`${installation.url}/o/${installation.organization.slug}${path()}`)
      await settle(page)
      const [content, screen] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ])
      expect(content).toBeLessThanOrEqual(screen ?? 0)
    })
  }

  test('the menu opens, leads somewhere, and closes', async ({ page, installation, session: _signedIn }) => {
    await page.goto(`${installation.url}/o/${installation.organization.slug}`)
    await page.getByRole('button', { name: 'Menu' }).click()
    const menu = page.getByRole('dialog', { name: 'Menu' })
    await menu.getByRole('link', { name: 'Grants' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Grants' })).toBeVisible()
    await expect(menu).toBeHidden()
  })
})
