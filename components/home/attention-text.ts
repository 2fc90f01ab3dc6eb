import { reasonText } from '#components/page/reason-text.ts'
import type { RouterOutputs } from '#components/trpc/context.ts'

export type AttentionItem = RouterOutputs['organizations']['home']['attention'][number]

interface Attention {
  title: string
  detail: string
  action: string
  path: string
}

/** What an item says, and where one goes to settle it. */
export function attentionText(item: AttentionItem): Attention {
  const server = item.serverName ?? 'a server'
  const agent = item.agentName ?? 'an agent'
  const tool = item.tool ?? 'a tool'
  const times = item.count === 1 ? 'Once' : `${item.count} times`
  const toolsPath = `/servers/${item.serverSlug ?? ''}?tab=tools`
  switch (item.kind) {
    case 'tool_quarantined':
      return {
        title: item.count === 1 ? `${tool} of ${server} changed` : `${item.count} tools of ${server} changed`,
        detail: 'Refused for every agent until you look at the difference.',
        action: 'Review',
        path: toolsPath,
      }
    case 'tool_new':
      return {
        title: item.count === 1 ? `${tool} is new on ${server}` : `${item.count} tools are new on ${server}`,
        detail: 'Only full access reaches what nobody has confirmed.',
        action: 'Review',
        path: toolsPath,
      }
    case 'grant_suspended':
      return {
        title: `${agent} on ${server} is suspended`,
        detail: 'The server was changed after it was granted. Confirm the grant or revoke it.',
        action: 'Decide',
        path: '/grants?state=suspended',
      }
    case 'grant_expiring':
      return {
        title: `${agent} on ${server} ends soon`,
        detail: 'After that its calls are refused.',
        action: 'See grant',
        path: `/grants?state=expiring&agent=${item.agentId ?? ''}`,
      }
    case 'call_denied':
      return {
        title: `${agent} was refused ${tool} of ${server}`,
        detail: `${times} in the last hour: ${reasonText(item.reason ?? 'unknown')}.`,
        action: 'Explain',
        path: `/explain?agent=${item.agentId ?? ''}&server=${item.serverSlug ?? ''}&tool=${encodeURIComponent(item.tool ?? '')}`,
      }
    case 'key_rejected':
      return {
        title: `${agent} presents a key that is refused`,
        detail: `${times} today: ${reasonText(item.reason ?? 'unknown')}.`,
        action: 'See keys',
        path: `/agents/${item.agentId ?? ''}?tab=keys`,
      }
    case 'server_error':
      return {
        title: `${server} could not be discovered`,
        detail: item.reason ?? 'The last discovery failed.',
        action: 'Look',
        path: `/servers/${item.serverSlug ?? ''}`,
      }
  }
}
