import type { HttpTarget, StdioTarget, UpstreamTarget } from '#server/gateway/upstream/target.ts'

const SHORTEST = 4
// Shorter parts of a path are words such as `mcp` and `api`; keys are longer.
const SHORTEST_SEGMENT = 8

/**
 * Makes the function that takes a target's secrets out of a text: header and environment values, arguments, the words in
 * them (the token of `Bearer token`) and what follows an equals sign, the values in the URL's query and the longer parts
 * of its path, both as they are written and as they are meant.
 */
export function redactor(target: UpstreamTarget): (text: string) => string {
  const values = target.transport === 'stdio' ? stdioValues(target) : httpValues(target)
  const secrets = new Set(values.flatMap((value) => [value, ...value.split(/\s+/)]))
  // The longest first: a short one inside a long one would otherwise leave the rest standing.
  const ordered = [...secrets].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length)
  return (text) => ordered.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text)
}

function stdioValues({ args, env }: StdioTarget): string[] {
  return [...Object.values(env), ...args.flatMap((arg) => [arg, afterEquals(arg)])]
}

function httpValues({ url, headers }: HttpTarget): string[] {
  const values = Object.values(headers)
  if (!URL.canParse(url)) return values
  const { pathname, search, searchParams } = new URL(url)
  const segments = pathname.split('/').flatMap((segment) => [segment, decoded(segment)])
  const raw = search
    .slice(1)
    .split('&')
    .map((pair) => (pair.includes('=') ? afterEquals(pair) : pair))
  const long = segments.filter((segment) => segment.length >= SHORTEST_SEGMENT)
  return [...values, ...searchParams.values(), ...raw, ...raw.map(decoded), ...long]
}

function afterEquals(text: string): string {
  const at = text.indexOf('=')
  return at < 0 ? '' : text.slice(at + 1)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
