const hour = 3_600_000
const day = 24 * hour

export interface EndPreset {
  value: string
  label: string
  /** When it ends, counted from now; null for never. */
  at: (now: Date) => Date | null
}

export const never: EndPreset = { value: 'never', label: 'No end', at: () => null }

export const inHours = (count: number): EndPreset => ({
  value: `${count}h`,
  label: `${count} hours`,
  at: (now) => new Date(now.getTime() + count * hour),
})

export const inDays = (count: number): EndPreset => ({
  value: `${count}d`,
  label: count === 1 ? '1 day' : `${count} days`,
  at: (now) => new Date(now.getTime() + count * day),
})

/** The end of tomorrow's working day, in the reader's zone. */
export const tomorrow: EndPreset = {
  value: 'tomorrow',
  label: 'Tomorrow, 18:00',
  at: (now) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 18, 0),
}

export const custom = 'custom'

/** The moment that a choice stands for; undefined where a date is still to be given or lies in the past. */
export function endOf(presets: EndPreset[], choice: string, customValue: string, now: Date): Date | null | undefined {
  const preset = presets.find((candidate) => candidate.value === choice)
  if (preset) return preset.at(now)
  const at = new Date(customValue)
  return Number.isNaN(at.getTime()) || at <= now ? undefined : at
}
