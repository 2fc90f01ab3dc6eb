'use client'
import { cn } from '#components/ui/cn.ts'
import { Select } from '#components/ui/select.tsx'

const everything = '*'

/** One filter of a list; `all` names the choice that filters nothing. */
export function FilterSelect({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string
  all?: string
  value: string | null
  options: { value: string; label: string }[]
  onChange: (value: string | null) => void
}) {
  // A value from the URL that is no option any more is still shown, so that one sees what filters.
  const known = value === null || options.some((option) => option.value === value)
  const shown = known ? options : [...options, { value: value ?? '', label: 'Something removed' }]
  return (
    <Select
      aria-label={label}
      value={value ?? everything}
      onValueChange={(next) => onChange(next === everything ? null : next)}
      options={all ? [{ value: everything, label: all }, ...shown] : shown}
      className={cn('w-auto min-w-36 max-w-64 text-sm', value !== null && all && 'border-primary bg-primary-soft')}
    />
  )
}
