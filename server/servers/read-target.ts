import { basename } from 'node:path'
import type { z } from 'zod'
import { AppError } from '#server/errors.ts'
import { type UpstreamTarget, upstreamTargetSchema } from '#server/gateway/upstream/target.ts'
import { runtime } from '#server/runtime.ts'
import type { updateServerInput } from './schemas.ts'

type Whereabouts = NonNullable<z.output<typeof updateServerInput>['target']>

/**
 * Reads where a server is said to be. Only its form: whether the address or command may be used is asked at each use.
 *
 * @throws AppError BAD_REQUEST that names the field: a transport not served, a part missing, or of the other transport.
 */
export function readTarget({ transport, ...given }: Whereabouts): UpstreamTarget {
  if (transport !== 'streamable_http' && transport !== 'stdio') {
    throw new AppError('BAD_REQUEST', 'transport_not_served', { field: 'transport' })
  }
  if (transport === 'stdio' && runtime().settings.stdioCommands.length === 0) {
    throw new AppError('BAD_REQUEST', 'stdio_is_off', { field: 'transport' })
  }
  const parsed = upstreamTargetSchema.safeParse({ transport, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) })
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
