const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const steps = [
  { below: 45 * minute, size: minute, unit: 'minute' },
  { below: 36 * hour, size: hour, unit: 'hour' },
  { below: Number.POSITIVE_INFINITY, size: day, unit: 'day' },
] as const

/** Says how far away a moment is: `in 19 hours`, `4 minutes ago`, `just now`. */
export function formatRelative(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime()
  const size = Math.abs(distance)
  if (size < 45_000) return distance > 0 ? 'in a moment' : 'just now'
  const step = steps.find((candidate) => size < candidate.below) ?? steps[2]
  const count = Math.max(1, Math.round(size / step.size))
  const text = `${count} ${step.unit}${count === 1 ? '' : 's'}`
  return distance > 0 ? `in ${text}` : `${text} ago`
}

/** Says when something is over, in the reader's zone: `Sat 23 Nov, 16:00`, with the year once it is another one. */
export function formatMoment(at: Date, now: Date): string {
  const parts: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }
  if (at.getFullYear() !== now.getFullYear()) {
    parts.year = 'numeric'
    parts.weekday = undefined
  }
  return new Intl.DateTimeFormat('en-GB', parts).format(at)
}

/** The exact moment with seconds and zone, for a tooltip or a record. */
export function formatExact(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' }).format(at)
}

/** How near an end is: nothing to worry about, within two days, or over. */
export function expiryStage(expiresAt: Date | null, now: Date): 'none' | 'far' | 'soon' | 'over' {
  if (!expiresAt) return 'none'
  const left = expiresAt.getTime() - now.getTime()
  if (left <= 0) return 'over'
  return left < 48 * hour ? 'soon' : 'far'
}

/** The value of a `datetime-local` field for a moment, in the reader's zone. */
export function toLocalInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * minute).toISOString().slice(0, 16)
}
