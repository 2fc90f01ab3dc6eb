import { randomBytes, randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import type { Actor } from '#server/actor.ts'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { type Keyring, parseKeyring } from '#server/crypto/keyring.ts'
import { newAgentKey, newOrganizationKey } from '#server/crypto/keys.ts'
import { seal } from '#server/crypto/seal.ts'
import { pinOf } from '#server/servers/pin-tool.ts'

/** The key that seals in tests: made anew for each run. */
export const testKeyring: Keyring = parseKeyring(`test:${randomBytes(32).toString('base64')}`)

export interface TestMember {
  userId: string
  name: string
  email: string
  /** The secret that the cookie of this person's session would carry. */
  sessionSecret: string
  actor: Extract<Actor, { kind: 'session' }>
}

export interface TestOrganization {
  id: string
  slug: string
  environmentId: string
  owner: TestMember
  /** An API key of scope write. */
  apiKey: { key: string; actor: Actor }
}

export interface TestAgent {
  id: string
  name: string
  keyId: string
  key: string
  keyHash: Buffer
  actor: Actor
}

export type TestRole = 'owner' | 'admin' | 'member' | 'viewer'

/** Makes an organization of one's own: its owner signed in, a default environment, an API key of scope write. */
export async function makeOrganization(owner: Client, name = 'Acme'): Promise<TestOrganization> {
  const id = randomUUID()
  const slug = `org-${randomBytes(6).toString('hex')}`
  await owner.query('insert into organizations (id, name, slug) values ($1, $2, $3)', [id, name, slug])
  const argumentKey = seal(testKeyring, randomBytes(32).toString('base64'), {
    table: 'organization_secrets',
    organizationId: id,
    rowId: id,
    field: 'argument_key',
  })
  await owner.query('insert into organization_secrets values ($1, $2)', [id, argumentKey])
  const person = await makeMember(owner, { id, slug }, 'owner')
  const environment = await owner.query<{ id: string }>(
    `insert into account_tool_environments (organization_id, user_id, name) values ($1, $2, 'default') returning id`,
    [id, person.userId],
  )
  return {
    id,
    slug,
    environmentId: environment.rows[0]?.id ?? '',
    owner: person,
    apiKey: await makeApiKey(owner, { id }, person, 'write'),
  }
}

/** Makes a person who is signed in, and a member with this role. */
export async function makeMember(
  owner: Client,
  organization: { id: string; slug: string },
  role: TestRole,
): Promise<TestMember> {
  const userId = randomUUID()
  const email = `${role}-${randomBytes(6).toString('hex')}@example.test`
  const name = `${role} person`
  await owner.query('insert into users (id, email, name) values ($1, $2, $3)', [userId, email, name])
  await owner.query(
    'insert into organization_memberships (organization_id, user_id, name, email, role) values ($1, $2, $3, $4, $5)',
    [organization.id, userId, name, email, role],
  )
  const sessionSecret = randomBytes(32).toString('base64url')
  const secretHash = hashSecret(sessionSecret)
  await owner.query(
    `insert into sessions (secret_hash, user_id, expires_at) values ($1, $2, now() + interval '1 hour')`,
    [secretHash, userId],
  )
  return { userId, name, email, sessionSecret, actor: { kind: 'session', secretHash, organization: organization.slug } }
}

/** Makes an API key of the organization, created by this person. */
export async function makeApiKey(
  owner: Client,
  organization: { id: string },
  creator: { userId: string },
  scope: 'read' | 'write',
) {
  const { key, publicId, hash } = newOrganizationKey()
  await owner.query(
    'insert into organization_api_keys (organization_id, name, public_id, key_hash, scope, created_by) values ($1, $2, $3, $4, $5, $6)',
    [organization.id, `${scope} key`, publicId, hash, scope, creator.userId],
  )
  return { key, actor: { kind: 'api_key', secretHash: hash } satisfies Actor as Actor }
}

/** Makes an agent of the organization's owner (or of `by`) with one key. */
export async function makeAgent(
  owner: Client,
  organization: TestOrganization,
  by: TestMember = organization.owner,
): Promise<TestAgent> {
  const name = `agent-${randomBytes(3).toString('hex')}`
  const made = await owner.query<{ id: string }>(
    `insert into agents (organization_id, user_id, name, created_by_kind, created_by_id) values ($1, $2, $3, 'user', $2) returning id`,
    [organization.id, by.userId, name],
  )
  const id = made.rows[0]?.id ?? ''
  const { key, publicId, hash } = newAgentKey()
  const keyMade = await owner.query<{ id: string }>(
    `insert into agent_keys (organization_id, agent_id, user_id, public_id, key_hash, created_by_kind, created_by_id) values ($1, $2, $3, $4, $5, 'user', $3) returning id`,
    [organization.id, id, by.userId, publicId, hash],
  )
  return {
    id,
    name,
    keyId: keyMade.rows[0]?.id ?? '',
    key,
    keyHash: hash,
    actor: { kind: 'agent_key', secretHash: hash },
  }
}

/** A tool as a test describes it: its name and, if any, its annotations. */
export interface TestTool {
  name: string
  annotations?: { readOnlyHint?: boolean; destructiveHint?: boolean }
  status?: 'confirmed' | 'new' | 'quarantined'
}

/** Makes a discovered, active server. `target` is what is sealed as its upstream. */
export async function makeServer(
  owner: Client,
  organization: TestOrganization,
  target: { transport: 'streamable_http' | 'stdio' } & Record<string, unknown> = {
    transport: 'streamable_http',
    url: 'https://mcp.example.test/mcp',
    headers: {},
  },
  tools: TestTool[] = [],
): Promise<{ id: string; slug: string; name: string }> {
  const id = randomUUID()
  const slug = `s-${randomBytes(5).toString('hex')}`
  const name = `server ${slug}`
  await owner.query(
    `insert into account_tool_instances (organization_id, id, account_tool_environment_id, instance_name_on_toolbox, status_on_toolbox, mcp_server_type, mcp_endpoint_path, mcp_transport_type, slug, discovered_at)
     values ($1, $2, $3, $4, 'active', 'mcp_server', $5, $6, $7, now())`,
    [organization.id, id, organization.environmentId, name, `/mcp/${slug}`, target.transport, slug],
  )
  const sealed = seal(testKeyring, JSON.stringify(target), {
    table: 'server_upstreams',
    organizationId: organization.id,
    rowId: id,
    field: 'target',
  })
  await owner.query(
    'insert into server_upstreams (organization_id, server_id, revision, sealed) values ($1, $2, 1, $3)',
    [organization.id, id, sealed],
  )
  for (const tool of tools) {
    const definition = {
      name: tool.name,
      inputSchema: { type: 'object' },
      ...(tool.annotations ? { annotations: tool.annotations } : {}),
    }
    const status = tool.status ?? 'confirmed'
    await owner.query(
      `insert into server_tools (organization_id, server_id, name, definition, approved_definition, found_hash, pinned_hash, class, status)
       values ($1, $2, $3, $4, $4, $5, case when $6 <> 'new' then $5 end, app.tool_class($4), $6)`,
      [organization.id, id, tool.name, JSON.stringify(definition), pinOf(definition), status],
    )
  }
  return { id, slug, name }
}

/** Makes a grant directly, as if the organization's owner had made it. Times are offsets in seconds from the database's now. */
export async function makeGrant(
  owner: Client,
  organization: TestOrganization,
  agent: { id: string },
  server: { id: string },
  grant: {
    level: 'read_only' | 'full_access' | 'custom'
    tools?: string[]
    resources?: boolean
    prompts?: boolean
    expiresIn?: number
    grantedAgo?: number
  },
): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into agent_mcp_server_access (organization_id, agent_id, account_tool_instance_id, server_revision, access_level, allowed_tools, resources, prompts, granted_by_user_id, granted_by_kind, granted_by_id, granted_at, expires_at)
     values ($1, $2, $3, 1, $4, $5, $6, $7, $8, 'user', $8, now() - make_interval(secs => $9), now() + make_interval(secs => $10)) returning id`,
    [
      organization.id,
      agent.id,
      server.id,
      grant.level,
      grant.tools ? JSON.stringify(grant.tools) : null,
      grant.resources ?? false,
      grant.prompts ?? false,
      organization.owner.userId,
      grant.grantedAgo ?? 0,
      grant.expiresIn ?? null,
    ],
  )
  return rows[0]?.id ?? ''
}
