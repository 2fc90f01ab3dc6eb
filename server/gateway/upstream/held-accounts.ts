// On globalThis, as the places for children are: the bundle that Next makes is a second module graph in the same process.
const place = Symbol.for('portcullis.stdio-accounts')
const shared = globalThis as typeof globalThis & { [place]?: Set<string> }
shared[place] ??= new Set()
const held = shared[place]

/**
 * Gives one child an account key that no other living child of this process has: the key itself when it is free,
 * otherwise with the smallest free number, so that the directories of earlier children (and what they downloaded) are used
 * again. Two children under one user id could touch each other, and neither could be rid of without the other.
 */
export function holdAccountKey(key: string): { key: string; release(): void } {
  let own = key
  for (let n = 1; held.has(own); n += 1) own = `${key}#${n}`
  held.add(own)
  let released = false
  return {
    key: own,
    release() {
      if (!released) held.delete(own)
      released = true
    },
  }
}
