import { AppError, type ErrorCode, isReason, type Reason } from '#server/errors.ts'

/** Our own SQLSTATEs, raised by app.refuse. */
const refusals: Record<string, ErrorCode> = {
  PC400: 'BAD_REQUEST',
  PC401: 'UNAUTHORIZED',
  PC403: 'FORBIDDEN',
  PC404: 'NOT_FOUND',
  PC409: 'CONFLICT',
  PC500: 'INTERNAL',
}

/** Constraints whose violation a caller can do something about. */
const constraints: Record<string, { code: ErrorCode; reason: Reason; field: string }> = {
  account_tool_instances_live_slug_key: { code: 'CONFLICT', reason: 'slug_taken', field: 'slug' },
  account_tool_instances_slug_shape: { code: 'BAD_REQUEST', reason: 'invalid', field: 'slug' },
  account_tool_instances_environment_fk: { code: 'NOT_FOUND', reason: 'environment_not_found', field: 'environmentId' },
  chk_mcp_server_required_fields: { code: 'BAD_REQUEST', reason: 'invalid', field: 'name' },
  agents_name_shape: { code: 'BAD_REQUEST', reason: 'invalid', field: 'name' },
  agent_keys_name_shape: { code: 'BAD_REQUEST', reason: 'invalid', field: 'name' },
  agent_keys_expiry: { code: 'BAD_REQUEST', reason: 'expiry_in_the_past', field: 'expiresAt' },
  uq_agent_mcp_instance_open: { code: 'CONFLICT', reason: 'grant_exists', field: 'serverId' },
  users_email_normalised: { code: 'BAD_REQUEST', reason: 'invalid', field: 'email' },
  users_email_key: { code: 'CONFLICT', reason: 'already_exists', field: 'email' },
  organizations_slug_key: { code: 'CONFLICT', reason: 'already_exists', field: 'organizationName' },
}

interface DatabaseError {
  code: string
  message: string
  column?: string
  detail?: string
  constraint?: string
}

/**
 * Turns what the database driver threw into what the program says. Drizzle wraps the driver's error and puts every bound
 * parameter into its message: nothing of that message goes on.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const found = databaseError(error)
  if (!found) return new AppError('INTERNAL', 'internal', { cause: error })
  const refusal = refusals[found.code]
  if (refusal) {
    const reason = isReason(found.message) ? found.message : 'internal'
    return new AppError(refusal, reason, { field: found.column || undefined, detail: found.detail || undefined })
  }
  const known = found.constraint ? constraints[found.constraint] : undefined
  if (known) return new AppError(known.code, known.reason, { field: known.field })
  switch (found.code) {
    case '42501':
      return new AppError('FORBIDDEN', 'forbidden', { cause: found.code })
    case '23503':
      return new AppError('NOT_FOUND', 'not_found', { cause: found.code })
    case '23505':
      return new AppError('CONFLICT', 'already_exists', { cause: found.code })
    case '23514':
    case '22P02':
    case '22P05':
    case '22007':
    case '22008':
    case '22021':
      return new AppError('BAD_REQUEST', 'invalid', { cause: found.code })
    default:
      return new AppError(
        isConnectionProblem(found.code) ? 'UNAVAILABLE' : 'INTERNAL',
        isConnectionProblem(found.code) ? 'unavailable' : 'internal',
        {
          cause: new Error(`SQLSTATE ${found.code}`),
        },
      )
  }
}

function databaseError(error: unknown): DatabaseError | null {
  for (let it = error; it instanceof Error; it = it.cause) {
    const { code } = it as { code?: unknown }
    if (typeof code === 'string') return it as unknown as DatabaseError
  }
  // The pool's own failures carry no code.
  return error instanceof Error && /timeout|terminated|Connection/.test(error.message)
    ? { code: '08000', message: '' }
    : null
}

function isConnectionProblem(code: string): boolean {
  return code.startsWith('08') || code.startsWith('57') || code.startsWith('53') || /^E[A-Z]+$/.test(code)
}
