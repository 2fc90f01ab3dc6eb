import { randomBytes } from 'node:crypto'
import { connectToApi } from '../../scripts/demo/api.mjs'

export interface Prepared {
  /** What the first start needs. */
  settings: Record<string, string>
  /** Registers the upstream, an agent and a grant through the API. @returns the agent's key */
  register(url: string, upstream: string, credential: string): Promise<string>
  /** The audit chain as the product itself verifies it. */
  verifyAudit(url: string): Promise<{ ok: boolean; events: number }>
}

/** Makes up an organization for one run, with a key that nothing else has. */
export function prepareOrganization(): Prepared {
  const apiKey = `pck_org_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`
  return {
    settings: {
      EGRESS_ALLOW: '127.0.0.0/8',
      INIT_ADMIN_EMAIL: 'bench@example.com',
      INIT_ADMIN_PASSWORD: randomBytes(15).toString('base64url'),
      INIT_ORG_NAME: 'Bench',
      INIT_ORG_API_KEY: apiKey,
    },
    async register(url, upstream, credential) {
      const api = connectToApi(url, apiKey)
      const server = await api.change('servers.create', {
        name: 'Bench',
        slug: 'bench',
        transport: 'streamable_http',
        url: upstream,
        headers: { Authorization: `Bearer ${credential}` },
      })
      await api.change('servers.discover', { serverId: server.id })
      const agent = await api.change('agents.create', { name: 'Bench' })
      const { key } = await api.change('agents.createKey', { agentId: agent.id })
      await api.change('grants.grant', { agentId: agent.id, serverId: server.id, level: 'read_only' })
      return key
    },
    verifyAudit: (url) => connectToApi(url, apiKey).query('audit.verify'),
  }
}
