import type { Span } from '#server/gateway/json-scanner.ts'

/** Replaces places of a text. The places must not overlap; everything between them stays byte for byte. */
export function splice(text: string, replacements: readonly { span: Span; by: string }[]): string {
  let result = ''
  let at = 0
  for (const { span, by } of [...replacements].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + by
    at = span.end
  }
  return result + text.slice(at)
}
