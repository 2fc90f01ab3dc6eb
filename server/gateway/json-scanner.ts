/** A place in the scanned text: character offsets, the end exclusive. */
export interface Span {
  start: number
  end: number
}

export interface ScanLimits {
  /** How many objects and arrays may lie inside each other. */
  depth: number
  /** How many members all objects together may have. */
  keys: number
}

/** What the scanner tells while it reads. Paths hold member names and array positions, outermost first. */
export interface ScanWatcher {
  /** Called before a member's value is read; may throw ScanError to refuse the name. */
  key?(path: readonly (string | number)[], name: string): void
  /** Called after a value was read. */
  value?(path: readonly (string | number)[], span: Span): void
}

/** Why a text is not accepted: `syntax` is not JSON at all (RFC 8259), `refused` is JSON that two parsers could read differently. */
export class ScanError extends Error {
  override name = 'ScanError'
  readonly kind: 'syntax' | 'refused'
  constructor(kind: 'syntax' | 'refused', message: string) {
    super(message)
    this.kind = kind
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 section 7 forbids exactly these inside a string
const PLAIN = /[^"\\\u0000-\u001f]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const SPACE = /[ \t\n\r]*/y
const LONE_SURROGATE = /\p{Surrogate}/u
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

/**
 * Reads one JSON text (RFC 8259) in a single pass and builds its value. Besides bad syntax it refuses what parsers
 * disagree about: a member name given twice (compared after unescaping), `__proto__`, lone surrogates, numbers beyond
 * the range of a double, and too much nesting or too many members.
 * @throws ScanError
 */
export function scanJson(text: string, limits: ScanLimits, watcher: ScanWatcher = {}): unknown {
  const scanner = new Scanner(text, limits, watcher)
  return scanner.document()
}

class Scanner {
  private at = 0
  private keys = 0
  private readonly path: (string | number)[] = []
  private readonly text: string
  private readonly limits: ScanLimits
  private readonly watcher: ScanWatcher

  constructor(text: string, limits: ScanLimits, watcher: ScanWatcher) {
    this.text = text
    this.limits = limits
    this.watcher = watcher
  }

  document(): unknown {
    this.space()
    const value = this.value()
    this.space()
    if (this.at < this.text.length) throw this.syntax('something follows the value')
    return value
  }

  private value(): unknown {
    const start = this.at
    const value = this.valueHere()
    this.watcher.value?.(this.path, { start, end: this.at })
    return value
  }

  private valueHere(): unknown {
    const char = this.text[this.at]
    if (char === '{') return this.object()
    if (char === '[') return this.array()
    if (char === '"') return this.string()
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.number()
    for (const [literal, value] of LITERALS) {
      if (this.text.startsWith(literal, this.at)) {
        this.at += literal.length
        return value
      }
    }
    throw this.syntax(char === undefined ? 'the text ends too early' : 'a value is expected')
  }

  private object(): Record<string, unknown> {
    this.open()
    const members: Record<string, unknown> = {}
    if (this.closes('}')) return members
    do {
      this.space()
      const name = this.memberName(members)
      this.path.push(name)
      members[name] = this.value()
      this.path.pop()
      this.space()
    } while (this.another('}'))
    return members
  }

  private memberName(members: Record<string, unknown>): string {
    if (this.text[this.at] !== '"') throw this.syntax('a member name is expected')
    const name = this.string()
    if (name === '__proto__') throw this.refused('the member name __proto__ is not allowed')
    if (Object.hasOwn(members, name)) throw this.refused('a member name is given twice')
    this.keys += 1
    if (this.keys > this.limits.keys) throw this.refused(`more than ${this.limits.keys} members`)
    this.watcher.key?.(this.path, name)
    this.space()
    if (this.text[this.at] !== ':') throw this.syntax('a colon is expected')
    this.at += 1
    this.space()
    return name
  }

  private array(): unknown[] {
    this.open()
    const items: unknown[] = []
    if (this.closes(']')) return items
    do {
      this.space()
      this.path.push(items.length)
      items.push(this.value())
      this.path.pop()
      this.space()
    } while (this.another(']'))
    return items
  }

  /** Enters an object or array. The path grows by one with each level that is open. */
  private open(): void {
    if (this.path.length >= this.limits.depth) throw this.refused(`nested deeper than ${this.limits.depth}`)
    this.at += 1
  }

  private closes(bracket: string): boolean {
    this.space()
    if (this.text[this.at] !== bracket) return false
    this.at += 1
    return true
  }

  private another(bracket: string): boolean {
    const char = this.text[this.at]
    if (char !== ',' && char !== bracket) throw this.syntax(`a comma or ${bracket} is expected`)
    this.at += 1
    return char === ','
  }

  private string(): string {
    const start = this.at
    this.at += 1
    let escaped = false
    this.match(PLAIN)
    while (this.text[this.at] === '\\') {
      escaped = true
      if (this.match(ESCAPE) === '') throw this.syntax('an escape that JSON does not have')
      this.match(PLAIN)
    }
    if (this.text[this.at] !== '"') throw this.syntax('a string that does not end, or holds a control character')
    this.at += 1
    // The grammar was checked above; unescaping is left to the engine.
    const value: string = escaped
      ? JSON.parse(this.text.slice(start, this.at))
      : this.text.slice(start + 1, this.at - 1)
    if (LONE_SURROGATE.test(value)) throw this.refused('a string that is not well-formed Unicode')
    return value
  }

  private number(): number {
    const literal = this.match(NUMBER)
    if (literal === '') throw this.syntax('a number is expected')
    const value = Number(literal)
    if (!Number.isFinite(value)) throw this.refused('a number that is out of range')
    return value
  }

  private space(): void {
    this.match(SPACE)
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private syntax(message: string): ScanError {
    return new ScanError('syntax', `not JSON: ${message} (at character ${this.at})`)
  }

  private refused(message: string): ScanError {
    return new ScanError('refused', message)
  }
}
