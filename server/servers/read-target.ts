import { isIP } from 'node:net'
import { basename } from 'node:path'
import type { z } from 'zod'
import { EgressError } from '#server/egress/egress-error.ts'
import { AppError } from '#server/errors.ts'
import { checkCommand } from '#server/gateway/upstream/check-command.ts'
import { egressOf } from '#server/gateway/upstream/open-upstream.ts'
import { type UpstreamTarget, upstreamTargetSchema } from '#server/gateway/upstream/target.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'
import { runtime } from '#server/runtime.ts'
import type { updateServerInput } from './schemas.ts'

type Whereabouts = NonNullable<z.output<typeof updateServerInput>['target']>

/**
 * Reads where a server is said to be, and refuses what could never be connected to: a command that is not allowed, an address
 * that is not. Names are resolved at each use, not here: what they resolve to may change.
 *
 * @throws AppError BAD_REQUEST that names the field: also a transport not served, a part missing, or of the other transport.
 */
export async function readTarget(whereabouts: Whereabouts): Promise<UpstreamTarget> {
  const target = readForm(whereabouts)
  const { settings } = runtime()
  try {
    if (target.transport === 'stdio') checkCommand(target.command, target.args, settings.stdioCommands)
    else if (namesAnAddress(target.url)) await egressOf(settings).check(target.url)
  } catch (error) {
    if (error instanceof EgressError) throw new AppError('BAD_REQUEST', 'upstream_refused_egress', { field: 'url' })
    if (error instanceof UpstreamError)
      throw new AppError('BAD_REQUEST', 'command_not_allowed', { field: 'command', detail: error.detail })
    throw error
  }
  return target
}

// What needs no name server to judge: plain http, which only listed addresses may use, and an address instead of a name.
function namesAnAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost'
}

function readForm({ transport, ...given }: Whereabouts): UpstreamTarget {
  if (transport !== 'streamable_http' && transport !== 'stdio') {
    throw new AppError('BAD_REQUEST', 'transport_not_served', { field: 'transport' })
  }
  if (transport === 'stdio' && runtime().settings.stdioCommands.length === 0) {
    throw new AppError('BAD_REQUEST', 'stdio_is_off', { field: 'transport' })
  }
  const parsed = upstreamTargetSchema.safeParse({
    transport,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
  throw new AppError('BAD_REQUEST', 'invalid', { field: String(field ?? 'transport'), detail: issue?.message })
}

/** How a server is shown in lists without what may be secret: scheme and host, or the command and the package that npx runs. */
export function labelOf(target: UpstreamTarget): string {
  if (target.transport === 'streamable_http') return new URL(target.url).origin
  const command = basename(target.command)
  const named = command === 'npx' ? target.args.find((argument) => !argument.startsWith('-')) : undefined
  return named && /^[@A-Za-z0-9./_-]+$/.test(named) ? `${command} ${named}` : command
}
