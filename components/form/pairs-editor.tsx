'use client'
import { Plus, X } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'

export interface Pair {
  name: string
  value: string
}

/** Edits names with values, such as headers. Values are typed as secrets: they are not shown. */
export function PairsEditor({
  legend,
  hint,
  noun,
  placeholder,
  pairs,
  onChange,
  error,
}: {
  legend: string
  hint?: string
  noun: string
  placeholder: string
  pairs: Pair[]
  onChange: (pairs: Pair[]) => void
  error?: string | undefined
}) {
  const set = (index: number, change: Partial<Pair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)))
  return (
    <fieldset className="grid grid-cols-1 gap-2">
      <legend className="mb-1.5 font-medium text-sm">
        {legend}
        <span className="ml-1.5 font-normal text-muted">optional</span>
      </legend>
      {pairs.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place.
        <div key={index} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2">
          <Input
            aria-label={`${noun} ${index + 1} name`}
            placeholder={placeholder}
            value={pair.name}
            spellCheck={false}
            className="font-mono text-sm"
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <Input
            aria-label={`${noun} ${index + 1} value`}
            type="password"
            autoComplete="off"
            value={pair.value}
            className="font-mono text-sm"
            onChange={(event) => set(index, { value: event.target.value })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${noun.toLowerCase()} ${index + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {error ? <p className="text-danger text-sm">{error}</p> : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" onClick={() => onChange([...pairs, { name: '', value: '' }])}>
          <Plus aria-hidden />
          Add {noun.toLowerCase()}
        </Button>
        {hint ? <span className="text-muted text-sm">{hint}</span> : null}
      </div>
    </fieldset>
  )
}
