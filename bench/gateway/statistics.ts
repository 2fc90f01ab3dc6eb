/** The value below which a share of the sorted values lies (nearest rank). */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** All values of several rounds in order. */
export function sorted(rounds: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rounds.reduce((sum, round) => sum + round.length, 0))
  let at = 0
  for (const round of rounds) {
    all.set(round, at)
    at += round.length
  }
  return all.sort()
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}

/** The values in a random order: what runs first or after whom must not matter. */
export function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value)
}
