import { z } from 'zod'
import { isForbiddenVariable } from '#server/gateway/upstream/child-environment.ts'

const MAX_ENTRIES = 64
// RFC 9110 section 5.6.2: a header name is a token. A value here is visible ASCII, space and tab: nothing that can break a line.
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/
const HEADER_VALUE = /^[\t\x20-\x7e]{0,8192}$/
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
const FORBIDDEN_HEADERS = new Set([
  ...['host', 'content-length', 'content-type', 'content-encoding', 'accept', 'accept-encoding', 'expect', 'cookie2'],
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'last-event-id'],
])
const FORBIDDEN_PREFIXES = ['mcp-', 'proxy-', 'sec-']

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'), 'may not hold a zero character')

const url = z
  .string()
  .max(2048)
  .superRefine((value, context) => {
    const problem = problemOfUrl(value)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

const headers = z
  .record(z.string(), z.string().regex(HEADER_VALUE, 'is not a valid header value'))
  .superRefine((value, context) => {
    const names = Object.keys(value).map((name) => name.toLowerCase())
    if (names.length > MAX_ENTRIES) context.addIssue({ code: 'custom', message: `more than ${MAX_ENTRIES} headers` })
    if (new Set(names).size < names.length) context.addIssue({ code: 'custom', message: 'a header is given twice' })
    for (const name of Object.keys(value)) {
      if (!HEADER_NAME.test(name))
        context.addIssue({ code: 'custom', path: [name], message: 'is not a valid header name' })
      else if (isForbiddenHeader(name)) context.addIssue({ code: 'custom', path: [name], message: 'may not be set' })
    }
  })

const environment = z.record(z.string(), z.string().max(32_768)).superRefine((value, context) => {
  if (Object.keys(value).length > MAX_ENTRIES) {
    context.addIssue({ code: 'custom', message: `more than ${MAX_ENTRIES} variables` })
  }
  for (const [name, content] of Object.entries(value)) {
    if (!VARIABLE_NAME.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'is not a variable name' })
    else if (isForbiddenVariable(name)) context.addIssue({ code: 'custom', path: [name], message: 'may not be set' })
    if (content.includes('\0'))
      context.addIssue({ code: 'custom', path: [name], message: 'may not hold a zero character' })
  }
})

/**
 * How an MCP server is reached: the plaintext that is sealed per server. Checks form only; whether the address or the
 * command is allowed here is decided by `egress.check` and `checkCommand`, at registration and again at every use.
 */
export const upstreamTargetSchema = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('streamable_http'), url, headers: headers.default({}) }),
  z.strictObject({
    transport: z.literal('stdio'),
    command: text(1024),
    args: z
      .array(
        z
          .string()
          .max(8192)
          .refine((value) => !value.includes('\0'), 'may not hold a zero character'),
      )
      .max(128)
      .default([]),
    env: environment.default({}),
  }),
])

export type UpstreamTarget = z.infer<typeof upstreamTargetSchema>
export type HttpTarget = Extract<UpstreamTarget, { transport: 'streamable_http' }>
export type StdioTarget = Extract<UpstreamTarget, { transport: 'stdio' }>

function problemOfUrl(value: string): string | null {
  if (!URL.canParse(value)) return 'is not a URL'
  const { protocol, username, password, hash } = new URL(value)
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://'
  if (username !== '' || password !== '') return 'may not hold a user name or password: use a header'
  return hash === '' ? null : 'may not hold a fragment'
}

function isForbiddenHeader(name: string): boolean {
  const lower = name.toLowerCase()
  return FORBIDDEN_HEADERS.has(lower) || FORBIDDEN_PREFIXES.some((prefix) => lower.startsWith(prefix))
}
