const MAX_DEPTH = 256
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Writes a JSON value in the one canonical form of RFC 8785, for hashing and signing.
 * @param value null, booleans, finite numbers, well-formed strings, arrays and plain objects of these
 * @throws TypeError for everything that has no such form: undefined, NaN, Infinity, lone surrogates, big integers,
 *   dates and other class instances, holes in arrays, and nesting deeper than 256 (which would exhaust the stack)
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError('canonical JSON: nested too deeply')
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical JSON: a number that is not finite')
      return JSON.stringify(value)
    case 'string':
      return writeString(value)
    case 'object':
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    default:
      throw new TypeError(`canonical JSON: ${typeof value} is not a JSON value`)
  }
}

function writeString(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new TypeError('canonical JSON: a string with a lone surrogate')
  return JSON.stringify(text)
}

function writeArray(items: unknown[], depth: number): string {
  // Array.from also visits holes, which then fail as undefined; map would skip them.
  return `[${Array.from(items, (item) => write(item, depth + 1)).join(',')}]`
}

function writeObject(value: object, depth: number): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('canonical JSON: not a plain object')
  }
  // The default sort compares UTF-16 code units, which is the order RFC 8785 section 3.2.3 asks for.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${writeString(name)}:${write(member, depth + 1)}`).join(',')}}`
}
