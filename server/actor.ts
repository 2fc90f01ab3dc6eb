/**
 * Who a transaction is for. A session or key is given by the hash of its secret only: SQL looks up whose it is (app.enter).
 * `organization` selects one among those the session's person belongs to; null for none.
 */
export type Actor =
  | { kind: 'session'; secretHash: Buffer; organization: string | null }
  | { kind: 'api_key'; secretHash: Buffer }
  | { kind: 'agent_key'; secretHash: Buffer }
  | { kind: 'system' }
  | { kind: 'identity' }

/** Whom SQL found behind the secret. */
export interface Identity {
  organizationId: string | null
  organizationSlug: string | null
  organizationName: string | null
  actorKind: 'user' | 'api_key' | 'agent'
  actorId: string
  userId: string | null
  agentId: string | null
  rights: 'owner' | 'admin' | 'member' | 'viewer' | 'agent' | null
  scope: 'read' | 'write'
}

/** The database role for each kind of actor: a closed list, never text from outside. */
export const roleOf = {
  session: 'portcullis_member',
  api_key: 'portcullis_member',
  agent_key: 'portcullis_agent',
  system: 'portcullis_system',
  identity: 'portcullis_identity',
} as const satisfies Record<Actor['kind'], string>
