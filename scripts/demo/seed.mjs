import { saveState } from './state.mjs'

const day = 24 * 60 * 60_000
const serverNames = { everything: 'Everything (HTTP)', 'everything-stdio': 'Everything (stdio)', files: 'Sample files' }
const agentNames = ['Docs assistant', 'Build bot', 'Trial bot']
const readOnly = {
  agent: 'Docs assistant',
  server: 'files',
  level: 'read_only',
  reason: 'Looks things up in the folder',
}
const others = [
  { agent: 'Docs assistant', server: 'everything', level: 'custom', allowedTools: ['echo', 'get-sum'] },
  { agent: 'Build bot', server: 'everything-stdio', level: 'custom', allowedTools: ['echo', 'get-tiny-image'] },
]
const ended = { agent: 'Trial bot', server: 'files', level: 'full_access', reason: 'Two weeks on trial' }

/**
 * Fills an empty organization, through the API alone; one that has something in it already, which the demo did not put
 * there, is left alone. What a crash interrupted is taken up again.
 *
 * @param targets where the demo's servers are now, by slug.
 */
export async function seed(api, state, targets) {
  if (state.seeded) return
  if (!state.seeding) {
    const [servers, agents] = await Promise.all([api.query('servers.list'), api.query('agents.list')])
    if (servers.items.length > 0 || agents.items.length > 0) return
    Object.assign(state, { seeding: true })
    saveState(state)
  }
  for (const [slug, name] of Object.entries(serverNames)) await ensureServer(api, state, slug, name, targets[slug])
  for (const name of agentNames) await ensureAgent(api, state, name)
  await ensureGrant(api, state, { ...readOnly, expiresAt: tomorrow() })
  for (const grant of others) await ensureGrant(api, state, grant)
  const trial = await ensureGrant(api, state, ended)
  if (trial) await api.change('grants.revoke', { grantId: trial, reason: 'The trial is over' })
  Object.assign(state, { seeded: true, seeding: false })
  saveState(state)
}

/** Points the servers to where they are now (a port was taken, packages were updated), and gives the grants back. */
export async function followServers(api, state, targets) {
  const { items } = await api.query('servers.list')
  for (const { id, slug } of items) {
    const known = state.servers[slug]
    if (known?.id !== id || JSON.stringify(known.target) === JSON.stringify(targets[slug])) continue
    await api.change('servers.update', { serverId: id, target: targets[slug] })
    const { tools } = await api.change('servers.discover', { serverId: id })
    for (const tool of tools.filter((each) => each.status !== 'confirmed')) {
      await api.change('servers.confirmTool', { serverId: id, tool: tool.name })
    }
    const suspended = await api.query('grants.list', { serverId: id, state: 'suspended' })
    for (const grant of suspended.items) await api.change('grants.change', { grantId: grant.id, confirmRevision: true })
    state.servers[slug] = { id, target: targets[slug] }
    saveState(state)
  }
}

/** The read-only grant lasts until tomorrow; a demo that is started later gets a new one. One that was revoked stays so. */
export async function renewReadOnly(api, state) {
  const agentId = state.agents[readOnly.agent]?.id
  const serverId = state.servers[readOnly.server]?.id
  if (!agentId || !serverId) return false
  const { items } = await api.query('grants.list', { agentId, serverId, state: 'all' })
  if (items[0]?.state !== 'expired') return false
  await grant(api, state, { ...readOnly, expiresAt: tomorrow() })
  return true
}

const tomorrow = () => new Date(Date.now() + day).toISOString()

async function ensureServer(api, state, slug, name, target) {
  if (state.servers[slug]) return
  const { items } = await api.query('servers.list')
  const id =
    items.find((each) => each.slug === slug)?.id ?? (await api.change('servers.create', { name, slug, ...target })).id
  await api.change('servers.discover', { serverId: id })
  state.servers[slug] = { id, target }
  saveState(state)
}

async function ensureAgent(api, state, name) {
  if (state.agents[name]) return
  const { items } = await api.query('agents.list')
  const description = 'Made by npm run demo'
  const id =
    items.find((each) => each.name === name)?.id ?? (await api.change('agents.create', { name, description })).id
  const { key } = await api.change('agents.createKey', { agentId: id, name: 'Demo' })
  state.agents[name] = { id, key }
  saveState(state)
}

/** @returns the id of the grant when it is live, null when it is there and has ended. */
async function ensureGrant(api, state, wanted) {
  const agentId = state.agents[wanted.agent].id
  const serverId = state.servers[wanted.server].id
  const { items } = await api.query('grants.list', { agentId, serverId, state: 'all' })
  if (items[0]) return items[0].state === 'revoked' ? null : items[0].id
  return grant(api, state, wanted)
}

async function grant(api, state, { agent, server, ...terms }) {
  const [agentId, serverId] = [state.agents[agent].id, state.servers[server].id]
  return (await api.change('grants.grant', { agentId, serverId, ...terms })).id
}
