import type { ReactNode } from 'react'

/** Facts about one thing, name and value. Entries without a value are left out. */
export function DescriptionList({ items }: { items: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-2.5 text-base sm:grid-cols-[9.5rem_1fr]">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name} className="contents max-sm:block">
            <dt className="text-muted text-sm sm:pt-px">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
