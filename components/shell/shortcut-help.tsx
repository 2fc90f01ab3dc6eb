'use client'
import { places } from '#components/shell/navigation.ts'
import { Dialog, DialogContent } from '#components/ui/dialog.tsx'

const general = [
  { keys: ['Ctrl', 'K'], does: 'Search or do' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Esc'], does: 'Close what is open' },
]

/** The keys, all of which only do what a link or a button does too. */
export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const rows = [...general, ...places.map(({ key, label }) => ({ keys: ['g', key], does: `Go to ${label}` }))]
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keys" className="max-w-sm">
        <dl className="divide-y">
          {rows.map(({ keys, does }) => (
            <div key={does} className="flex h-9 items-center justify-between">
              <dt>{does}</dt>
              <dd className="flex gap-1">
                {keys.map((key) => (
                  <kbd key={key} className="rounded-sm border bg-sunken px-1.5 text-xs leading-5">
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  )
}
