/**
 * Splits a command line as a shell would split its words: quotes group, a backslash takes the next character. Nothing is
 * expanded, since no shell will run it. Returns null where a quote is left open.
 */
export function splitCommand(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index)
    if (quote === "'" ? false : character === '\\' && index + 1 < line.length) {
      index++
      word = (word ?? '') + line.charAt(index)
    } else if (quote) {
      if (character === quote) quote = null
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (quote) return null
  if (word !== null) words.push(word)
  return words
}
