import { asActor } from '#server/db/as-actor.ts'
import type { MigratedDatabase } from '#server/db/testing/database.ts'
import {
  makeAgent,
  makeGrant,
  makeOrganization,
  makeServer,
  type TestAgent,
  type TestOrganization,
} from '#server/db/testing/factories.ts'
import { newTestServerState, testTools } from '#server/gateway/testing/test-tools.ts'
import { type FoundTool, recordTools } from '#server/servers/record-tools.ts'

export interface World {
  organization: TestOrganization
  agent: TestAgent
  server: { id: string; slug: string; name: string }
  /** Grants the server to the agent as the organization's owner would. */
  grant(level: 'read_only' | 'full_access' | 'custom', more?: Partial<Parameters<typeof makeGrant>[4]>): Promise<string>
  /** Looks at the audit events of this organization, in the order of the chain: times have milliseconds, and tie. */
  events(): Promise<AuditRow[]>
}

export interface AuditRow {
  action: string
  outcome: string
  reason: string | null
  tool: string | null
  call_id: string
  data: Record<string, unknown>
}

export const facts = {
  capabilities: {
    tools: {},
    resources: { subscribe: true },
    prompts: {},
    completions: {},
    logging: {},
    tasks: { list: {} },
  },
  serverInfo: { name: 'portcullis-test-server', version: '1.0.0' },
  instructions: 'A server for tests.',
}

/**
 * An organization with one agent and one server, whose first discovery by an admin confirmed its tools.
 * @param found what that discovery found: the tools of the fixture, unless a test says otherwise
 */
export async function makeWorld(
  db: MigratedDatabase,
  target: Parameters<typeof makeServer>[2],
  found: FoundTool[] = testTools(newTestServerState()).map((tool) => ({ name: tool.name, definition: { ...tool } })),
): Promise<World> {
  const organization = await makeOrganization(db.owner)
  const agent = await makeAgent(db.owner, organization)
  const server = await makeServer(db.owner, organization, target)
  await discover(db, organization, server.id, found)
  return {
    ...{ organization, agent, server },
    grant: (level, more = {}) => makeGrant(db.owner, organization, agent, server, { level, ...more }),
    events: async () => {
      const { rows } = await db.owner.query<AuditRow>(
        `select e.action, e.outcome, e.reason, e.tool, e.call_id, p.data from audit_events e
           join audit_chain c on c.organization_id = e.organization_id and c.batch_id = e.batch_id
           left join audit_payloads p on p.organization_id = e.organization_id and p.event_id = e.id
          where e.organization_id = $1 and (e.action like 'call.%' or e.action in ('session.open', 'session.close', 'key.reject')) order by c.sequence, e.ordinal`,
        [organization.id],
      )
      return rows
    },
  }
}

async function discover(db: MigratedDatabase, organization: TestOrganization, serverId: string, tools: FoundTool[]) {
  await db.owner.query('update account_tool_instances set discovered_at = null where id = $1', [serverId])
  await asActor(db.pool, organization.owner.actor, (tx) => recordTools(tx, { serverId, revision: 1, tools, facts }))
}
