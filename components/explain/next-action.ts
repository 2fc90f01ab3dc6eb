export interface Pair {
  agentId: string
  serverSlug: string
  grantId: string | undefined
  tool: string
}

/**
 * What to do about a refusal: the one page where its reason can be changed. Null where nothing is to be done, or nothing
 * here can do it.
 */
export function nextAction(reason: string, pair: Pair): { label: string; path: string } | null {
  const tools = { label: 'Look at the tool', path: `/servers/${pair.serverSlug}?tab=tools` }
  const query = `agent=${pair.agentId}&server=${pair.serverSlug}`
  switch (reason) {
    case 'no_grant':
    case 'grant_expired':
    case 'grant_revoked':
    case 'grant_removed':
      return { label: 'Grant access', path: `/grants/new?${query}` }
    case 'tool_not_granted':
    case 'tool_not_read':
      return { label: 'Change the grant', path: pair.grantId ? `/grants/${pair.grantId}` : `/grants/new?${query}` }
    case 'grant_suspended':
      return { label: 'Confirm the grant', path: '/grants?state=suspended' }
    case 'agent_paused':
      return { label: 'Resume the agent', path: `/agents/${pair.agentId}` }
    case 'tool_new':
      return { ...tools, label: 'Confirm the tool' }
    case 'tool_quarantined':
      return { ...tools, label: 'Review what changed' }
    case 'tool_unknown':
    case 'server_not_ready':
      return { label: 'Discover the server', path: `/servers/${pair.serverSlug}` }
    default:
      return null
  }
}
