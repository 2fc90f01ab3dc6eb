import { z } from 'zod'
import { displayName, id, page } from '#server/schemas.ts'

export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'begins with a letter and has at most 20 small letters, digits and hyphens')

export const toolClass = z.enum(['read', 'write', 'destructive'])

/** Where a server is: a URL with headers, or a command with arguments and variables. The exact rules of each part are the target's. */
const whereabouts = {
  transport: z.enum(['streamable_http', 'stdio', 'sse', 'websocket']),
  url: z.string().max(2048).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  command: z.string().max(1024).optional(),
  args: z.array(z.string()).max(128).optional(),
  env: z.record(z.string(), z.string()).optional(),
}

export const createServerInput = z.strictObject({
  name: displayName,
  slug: slug.optional(),
  environmentId: id.optional(),
  ...whereabouts,
})

export const updateServerInput = z.strictObject({
  serverId: id,
  name: displayName.optional(),
  target: z.strictObject(whereabouts).optional(),
})

export const serverInput = z.strictObject({ serverId: id })

/** By id or by slug: a page's address names the slug. */
export const getServerInput = z.strictObject({ serverId: z.string().min(1).max(64) })

export const listServersInput = z.strictObject(page)

/** `hash` says which definition was looked at: if the server has changed the tool since, nothing is confirmed. */
export const confirmToolInput = z.strictObject({
  serverId: id,
  tool: z.string().min(1).max(256),
  hash: z.string().length(64).optional(),
})

export const setToolClassInput = z.strictObject({ serverId: id, tool: z.string().min(1).max(256), class: toolClass })
