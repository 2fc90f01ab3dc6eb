import type { CallDecision } from '#server/grants/decide-call.ts'

const PASSED_ON = ['tools', 'resources', 'prompts', 'completions', 'logging']

/**
 * What `initialize` says about a server: its own name, title and version, and those of its capabilities that pass
 * through here. Tasks do not. A server that was never discovered has tools, as far as anybody knows.
 * @param withInstructions whether the agent has something here that the instructions could be about
 */
export function serverDescription(decision: CallDecision, withInstructions: boolean): Record<string, unknown> {
  const { serverFacts, serverName, serverSlug } = decision
  const info = recordOf(serverFacts?.serverInfo)
  const declared = serverFacts ? recordOf(serverFacts.capabilities) : { tools: {} }
  const capabilities: Record<string, unknown> = {}
  for (const name of PASSED_ON) {
    if (Object.hasOwn(declared, name)) capabilities[name] = recordOf(declared[name])
  }
  // The list changes when a grant does, whether or not the server's own ever would.
  if (capabilities.tools) capabilities.tools = { ...recordOf(capabilities.tools), listChanged: true }
  const instructions = withInstructions ? serverFacts?.instructions : undefined
  return {
    capabilities,
    serverInfo: {
      name: textOf(info.name) ?? serverSlug,
      title: textOf(info.title) ?? serverName,
      version: textOf(info.version) ?? '0',
    },
    ...(typeof instructions === 'string' ? { instructions } : {}),
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
