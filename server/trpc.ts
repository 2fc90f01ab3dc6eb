import { initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import superjson from 'superjson'
import { ZodError } from 'zod'
import type { Actor, Identity } from '#server/actor.ts'
import { asActor, type Tx } from '#server/db/as-actor.ts'
import { AppError, type ErrorCode, type Reason } from '#server/errors.ts'
import { runtime } from '#server/runtime.ts'

/** What a request brings. `actor` is who it says it is, by the hash of a secret; SQL finds out in each transaction. */
export interface Context {
  actor: Extract<Actor, { kind: 'session' | 'api_key' }> | null
  /** Whether the browser says that the request comes from our own pages. */
  sameSite: boolean
}

const codes: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  BAD_REQUEST: 'BAD_REQUEST',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
  BAD_GATEWAY: 'BAD_GATEWAY',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
}

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, ...refusalOf(error) },
  }),
})

/** The one place where errors become answers. What is not ours becomes a fixed text; its cause goes to the log. */
const errors = t.middleware(async ({ next, path }) => {
  const result = await next()
  if (result.ok) return result
  const { cause } = result.error
  if (cause instanceof AppError) {
    if (cause.code === 'INTERNAL') runtime().log.error({ path, err: cause.cause ?? cause }, 'a procedure failed')
    throw new TRPCError({ code: codes[cause.code], message: cause.message, cause })
  }
  if (result.error.code !== 'INTERNAL_SERVER_ERROR') return result
  runtime().log.error({ path, err: cause ?? result.error }, 'a procedure failed')
  throw new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something failed here. Nothing was changed.',
    cause: new AppError('INTERNAL', 'internal'),
  })
})

/** A browser sends its cookie along for other sites too: a change must come from our own pages. */
const ownPages = t.middleware(({ ctx, type, next }) => {
  if (type === 'mutation' && ctx.actor?.kind !== 'api_key' && !ctx.sameSite)
    throw new AppError('FORBIDDEN', 'cross_site')
  return next()
})

const base = t.procedure.use(errors).use(ownPages)

export const router = t.router

/** For the pages before signing in: set-up. */
export const openProcedure = base

/** For a signed-in person, in no organization yet. API keys are refused. */
export const personProcedure = base.use(({ ctx, next }) => {
  if (ctx.actor === null) throw new AppError('UNAUTHORIZED', 'unauthenticated')
  if (ctx.actor.kind !== 'session') throw new AppError('FORBIDDEN', 'session_required')
  return next({ ctx: { run: runAs({ ...ctx.actor, organization: null }) } })
})

/** For a member of the selected organization, or one of its API keys. `run` is the only way to the database. */
export const memberProcedure = base.use(({ ctx, next }) => {
  const { actor } = ctx
  if (actor === null) throw new AppError('UNAUTHORIZED', 'unauthenticated')
  if (actor.kind === 'session' && actor.organization === null) throw new AppError('NOT_FOUND', 'organization_not_found')
  return next({ ctx: { run: runAs(actor) } })
})

/** Who is asking, once SQL has said so; always within an organization. */
export type Member = Identity & { organizationId: string; organizationSlug: string }

/** A transaction as whoever asks: committed when `work` is done. Never wait for the network inside. */
export type Run = <T>(work: (tx: Tx, who: Member) => Promise<T>) => Promise<T>

function runAs(actor: Actor): Run {
  return (work) =>
    asActor(runtime().pool, actor, (tx, who) => {
      if (who === null) throw new AppError('UNAUTHORIZED', 'unauthenticated')
      return work(tx, who as Member)
    })
}

function refusalOf({ cause }: TRPCError): {
  reason: Reason
  field?: string
  detail?: unknown
  problems?: { field: string; problem: string }[]
} {
  if (cause instanceof AppError) return { reason: cause.reason, field: cause.field, detail: cause.detail }
  if (cause instanceof ZodError) {
    const problems = cause.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
    return { reason: 'invalid', field: problems[0]?.field, problems }
  }
  return { reason: 'internal' }
}
