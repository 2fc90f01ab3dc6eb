import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'

const SHORTEST = 4

/**
 * Makes the function that takes a target's secrets out of a text: header and environment values, the words in them (the
 * token of `Bearer token`), and the values in the URL's query.
 */
export function redactor(target: UpstreamTarget): (text: string) => string {
  const secrets = new Set(valuesOf(target).flatMap((value) => [value, ...value.split(/\s+/)]))
  // The longest first: a short one inside a long one would otherwise leave the rest standing.
  const ordered = [...secrets].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length)
  return (text) => ordered.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text)
}

function valuesOf(target: UpstreamTarget): string[] {
  if (target.transport === 'stdio') return Object.values(target.env)
  const query = URL.canParse(target.url) ? [...new URL(target.url).searchParams.values()] : []
  return [...Object.values(target.headers), ...query]
}
