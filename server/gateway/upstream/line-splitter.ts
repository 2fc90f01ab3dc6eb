const NEWLINE = 0x0a

/**
 * Cuts a byte stream into lines.
 * @param limit bytes one line may have
 * @returns what to call with each chunk; it gives the lines that are complete now, or null when a line is too long
 */
export function lineSplitter(limit: number): (chunk: Buffer) => string[] | null {
  let parts: Buffer[] = []
  let size = 0
  return (chunk) => {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end))
      if (size + end - start > limit) return null
      lines.push(Buffer.concat(parts).toString('utf8'))
      parts = []
      size = 0
      start = end + 1
    }
    const rest = chunk.subarray(start)
    size += rest.length
    if (size > limit) return null
    if (rest.length > 0) parts.push(rest)
    return lines
  }
}
