import { lstatSync, readlinkSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'

// What the kernel makes up is no file: /proc/self/environ is the environment and /dev/stdin the input, both given by us.
const NO_FILES = /^\/(proc|dev|sys)(\/|$)/
const MAX_LINKS = 40

/**
 * Says what is wrong with the path of a script that an interpreter is to run. It has to be the whole path: what a relative
 * one means depends on a directory that the server itself can write to, and a word can be a subcommand of the interpreter.
 * A path that leads nowhere is left to the interpreter, which says so itself.
 * @param program how the interpreter is called, for the message
 */
export function problemOfScriptPath(program: string, script: string): string | null {
  if (/^[a-z][a-z0-9+.-]+:/i.test(script)) return 'the script must be a file, not a URL'
  if (!isAbsolute(script) || normalize(script) !== script) {
    return `the script must be given by its absolute path, as in: ${program} /srv/server/index.js`
  }
  return passesNoFiles(script) ? 'the script must be a file' : null
}

/**
 * Follows the links as the kernel does, a part at a time, because where the last one ends is not enough: /dev/stdin is
 * our input here and the child's there. What cannot be followed counts as passing through; what is missing does not.
 */
function passesNoFiles(script: string): boolean {
  const parts = script.split('/')
  let at = '/'
  for (let links = 0; ; ) {
    const part = parts.shift()
    if (part === undefined) return false
    if (part === '' || part === '.') continue
    const next = part === '..' ? dirname(at) : join(at, part)
    if (NO_FILES.test(next)) return true
    try {
      const found = lstatSync(next, { throwIfNoEntry: false })
      if (found === undefined) return false
      if (!found.isSymbolicLink()) {
        at = next
        continue
      }
      const target = readlinkSync(next)
      parts.unshift(...target.split('/'))
      if (isAbsolute(target)) at = '/'
    } catch {
      return true
    }
    links += 1
    if (links > MAX_LINKS) return true
  }
}
