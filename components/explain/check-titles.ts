/** The checks of the decision in the words of the screen, in their order. */
export const checkTitles: Record<string, string> = {
  organization: 'The organization is active',
  agent: 'The agent exists and is not paused',
  server: 'The server is registered and ready',
  grant: 'A grant names this agent and this server',
  grant_open: 'The grant was not taken back',
  grant_expiry: 'The grant has not expired',
  server_revision: 'The server is still the one that was granted',
  tool_known: 'The server has this tool',
  tool_approved: 'The tool is confirmed as it is now',
  level: 'The level of the grant covers the tool',
}

/** Checks that say something only if there is a grant. */
export const needsGrant = new Set(['grant_open', 'grant_expiry', 'server_revision', 'level'])
