'use client'
import { useId } from 'react'
import { custom, type EndPreset, endOf } from '#components/form/end-presets.ts'
import { formatMoment, formatRelative, toLocalInput } from '#components/page/time-format.ts'
import { useNow } from '#components/page/use-now.ts'
import { Input } from '#components/ui/input.tsx'
import { RadioChip, RadioGroup } from '#components/ui/radio-group.tsx'

export interface EndChoice {
  preset: string
  custom: string
}

/** Chooses when something ends: a preset, a date, or never. Says which moment that is. */
export function EndPicker({
  label,
  presets,
  value,
  onChange,
  error,
}: {
  label: string
  presets: EndPreset[]
  value: EndChoice
  onChange: (value: EndChoice) => void
  error?: string | undefined
}) {
  const id = useId()
  const { now, mounted } = useNow()
  const at = endOf(presets, value.preset, value.custom, now)
  return (
    <div className="grid grid-cols-1 gap-2">
      <span id={id} className="font-medium text-sm">
        {label}
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value.preset}
        onValueChange={(preset) =>
          onChange({
            preset,
            custom:
              preset === custom && !value.custom ? toLocalInput(new Date(now.getTime() + 86_400_000)) : value.custom,
          })
        }
        className="flex flex-wrap gap-1.5"
      >
        {presets.map((preset) => (
          <RadioChip key={preset.value} value={preset.value}>
            {preset.label}
          </RadioChip>
        ))}
        <RadioChip value={custom}>Date…</RadioChip>
      </RadioGroup>
      {value.preset === custom ? (
        <Input
          type="datetime-local"
          aria-label="Ends at"
          className="max-w-60 tabular-nums"
          value={value.custom}
          onChange={(event) => onChange({ ...value, custom: event.target.value })}
        />
      ) : null}
      <p className="min-h-5 text-muted text-sm tabular-nums" suppressHydrationWarning>
        {error ? <span className="text-danger">{error}</span> : null}
        {!error && mounted && at ? `Ends ${formatMoment(at, now)}, ${formatRelative(at, now)}.` : null}
        {!error && at === null ? 'It stays until someone takes it back.' : null}
        {!error && mounted && at === undefined ? (
          <span className="text-danger">Choose a moment in the future.</span>
        ) : null}
      </p>
    </div>
  )
}
