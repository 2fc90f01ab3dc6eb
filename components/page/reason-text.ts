const texts: Record<string, string> = {
  allowed: 'allowed by its grant',
  agent_paused: 'the agent is paused',
  agent_removed: 'the agent was removed',
  grant_expired: 'the grant has expired',
  grant_revoked: 'the grant was revoked',
  grant_removed: 'the grant ended with its agent or server',
  grant_suspended: 'the server changed after it was granted',
  key_expired: 'the key has expired',
  key_revoked: 'the key was revoked',
  key_wrong: 'the secret part of the key is wrong',
  no_grant: 'never granted',
  server_not_ready: 'the server is not ready',
  server_removed: 'the server was removed',
  tool_new: 'the tool is new and not confirmed',
  tool_not_granted: 'the grant names other tools',
  tool_not_read: 'the grant is read-only and this is not a read',
  tool_quarantined: 'the tool changed after it was confirmed',
  tool_unknown: 'the server has no such tool',
}

/** A reason of the decision as a few words in a row of a table. A word that is not listed is shown as it is. */
export function reasonText(reason: string): string {
  return texts[reason] ?? reason.replaceAll('_', ' ')
}
