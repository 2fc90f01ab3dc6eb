import type { Span } from '#server/gateway/json-scanner.ts'

const STRUCTURE = /["{}[\]]/g
const SPACE = /[ \t\n\r]*/y

/**
 * Finds where the members of one JSON object stand in a text, without reading their values. The text must already be
 * known to be valid JSON; this only walks it, so that a large result costs no second parse.
 * @param start the offset of the object's `{` (spaces before it are skipped)
 * @returns name → place of the value
 * @throws SyntaxError when a name is given twice: which of the two counts would depend on the reader
 */
export function scanMembers(text: string, start = 0): Map<string, Span> {
  const members = new Map<string, Span>()
  let at = skipSpace(text, start) + 1
  at = skipSpace(text, at)
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at)
    const name: string = JSON.parse(text.slice(at, nameEnd))
    if (members.has(name)) throw new SyntaxError('a member name is given twice')
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.set(name, { start: valueStart, end: valueEnd })
    at = skipSpace(text, valueEnd)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return members
}

function endOfValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return stringEnd(text, start)
  if (first === '{' || first === '[') return containerEnd(text, start)
  let at = start
  while (at < text.length && !' \t\n\r,}]'.includes(text.charAt(at))) at += 1
  return at
}

function containerEnd(text: string, start: number): number {
  let depth = 0
  let at = start
  for (;;) {
    STRUCTURE.lastIndex = at
    const found = STRUCTURE.exec(text)
    if (!found) throw new SyntaxError('the text ends inside a value')
    if (found[0] === '"') {
      at = stringEnd(text, found.index)
      continue
    }
    at = found.index + 1
    depth += found[0] === '{' || found[0] === '[' ? 1 : -1
    if (depth === 0) return at
  }
}

function stringEnd(text: string, start: number): number {
  let at = start
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at < 0) throw new SyntaxError('the text ends inside a string')
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes += 1
    // An even number of backslashes escapes itself, not the quote.
    if (slashes % 2 === 0) return at + 1
  }
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.exec(text)
  return SPACE.lastIndex
}
