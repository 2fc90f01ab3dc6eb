/** Every reason that a refusal or an error can state, and what it means. One closed list: SQL, API, gateway and screens use these words. */
export const reasons = {
  // who is asking
  unauthenticated: 'Sign in, or send a valid key.',
  organization_not_found: 'There is no such organization, or you are not in it.',
  wrong_credentials: 'The e-mail address or the password is wrong.',
  too_many_attempts: 'Too many failed attempts. Wait a quarter of an hour, then try again.',
  session_required: 'A person must be signed in for this; an API key cannot do it.',
  cross_site: 'This request came from another site.',
  // keys, for the owner's eyes
  key_unknown: 'The key is not known here.',
  key_wrong: 'The key names one of ours, but its secret part is wrong.',
  key_revoked: 'The key was revoked.',
  key_expired: 'The key has expired.',
  // rights
  admin_required: 'Only an owner or admin of the organization can do this.',
  not_the_owner: 'Only the owner of the agent, or an admin, can do this.',
  paused_by_admin: 'An admin paused this agent: only an admin can resume it.',
  key_is_read_only: 'This API key may read only.',
  forbidden: 'You may not do this.',
  // things
  not_found: 'There is no such thing here.',
  agent_not_found: 'There is no such agent.',
  key_not_found: 'There is no such key.',
  server_not_found: 'There is no such server.',
  tool_not_found: 'The server has no such tool.',
  grant_not_found: 'There is no such grant.',
  environment_not_found: 'There is no such environment.',
  member_not_found: 'There is no such member.',
  set_up_closed: 'This set-up link is not valid any more. A new one is printed at each start until set-up is done.',
  // input
  invalid: 'The value does not fit.',
  level_unknown: 'The level is one of read_only, custom and full_access.',
  expiry_in_the_past: 'The end lies in the past.',
  custom_needs_tools: 'The level custom needs at least one tool.',
  tools_only_with_custom: 'Tools are named only with the level custom.',
  tools_must_be_names: 'Tools are a list of names.',
  tools_unknown: 'The server has no such tools.',
  resources_and_prompts_only_with_custom:
    'Resources and prompts are switched only with the level custom; the other levels include them.',
  slug_taken: 'Another server of the organization has this slug.',
  transport_not_served: 'This transport is not served yet: use streamable_http or stdio. sse and websocket come later.',
  stdio_is_off: 'Servers over stdio are switched off: STDIO_COMMANDS lists no commands.',
  command_not_allowed: 'This command is not allowed here.',
  server_has_no_upstream: 'The server has no address or command at its current revision. Set one first.',
  // conflicts
  grant_exists: 'The agent already has a live grant for this server.',
  grant_ended: 'The grant has ended. Grant anew.',
  tool_changed_again: 'The tool has changed since you looked. Look at it again.',
  server_changed_again: 'The server has changed since you looked. Look at it again.',
  already_exists: 'It exists already.',
  // the decision
  allowed: 'Allowed.',
  organization_suspended: 'The organization is suspended.',
  agent_removed: 'The agent was removed.',
  agent_paused: 'The agent is paused.',
  server_removed: 'The server was removed.',
  server_not_ready: 'The server has not been discovered yet, or its last discovery failed.',
  no_grant: 'The agent was never granted this server.',
  grant_revoked: 'The grant was revoked.',
  grant_expired: 'The grant has expired.',
  grant_removed: 'The grant ended when its agent or server was removed.',
  grant_suspended: 'The server was changed after it was granted. An admin must confirm the grant.',
  tool_unknown: 'The server has no such tool.',
  tool_new: 'The tool is new and nobody has confirmed it.',
  tool_quarantined: 'The tool changed after it was confirmed. An admin must look at it.',
  tool_not_read: 'The grant is read-only, and this tool is not classed as reading.',
  tool_not_granted: 'The grant names other tools.',
  resources_not_granted: 'The grant does not include resources.',
  prompts_not_granted: 'The grant does not include prompts.',
  too_many_calls: 'The agent has too many calls under way at once.',
  // the way to the server
  upstream_unreachable: 'The server cannot be reached.',
  upstream_timeout: 'The server did not answer in time.',
  upstream_refused_egress: 'The address of the server is not one that this installation may connect to.',
  upstream_unauthorized: 'The server does not accept the credential it was given.',
  upstream_protocol: 'The server does not speak MCP as expected.',
  upstream_too_large: 'The server answered with more than is accepted.',
  upstream_closed: 'The server closed the connection.',
  upstream_spawn: 'The command could not be started.',
  upstream_command_not_allowed: 'This command is not allowed here.',
  // us
  unavailable: 'The database cannot be reached. Nothing was changed.',
  internal: 'Something failed here. Nothing was changed.',
} as const

export type Reason = keyof typeof reasons

export type ErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_MANY_REQUESTS'
  | 'BAD_GATEWAY'
  | 'UNAVAILABLE'
  | 'INTERNAL'

/** The one error that verbs throw. Its text is safe to show; what is not stays in `cause`, for the log. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly reason: Reason
  readonly field: string | undefined
  /** Particulars that the caller may see, such as the id of the grant in the way. */
  readonly detail: unknown

  constructor(code: ErrorCode, reason: Reason, more: { field?: string; detail?: unknown; cause?: unknown } = {}) {
    super(reasons[reason], { cause: more.cause })
    this.code = code
    this.reason = reason
    this.field = more.field
    this.detail = more.detail
  }
}

/** Whether a word is one of our reasons: SQL states them as text. */
export function isReason(word: string): word is Reason {
  return Object.hasOwn(reasons, word)
}
