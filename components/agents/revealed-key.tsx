'use client'
import { useEffect, useState } from 'react'
import { CopyButton } from '#components/page/copy-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DialogFooter } from '#components/ui/dialog.tsx'

/** A secret that is seen once: leaving the page asks, and the dialog closes only after one says that it is safe. */
export function RevealedKey({ value, onDone }: { value: string; onDone: () => void }) {
  const [kept, setKept] = useState(false)
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', guard)
    return () => window.removeEventListener('beforeunload', guard)
  }, [])
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="grid grid-cols-1 gap-3 rounded-lg border bg-sunken p-3.5">
        <code className="select-all break-all text-sm leading-6">{value}</code>
        <div>
          <CopyButton text={value} label="key" withText />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control. */}
      <label className="flex items-center gap-2.5">
        <Checkbox checked={kept} onCheckedChange={(checked) => setKept(checked === true)} />I have stored it where it
        belongs
      </label>
      <DialogFooter>
        <Button variant="primary" disabled={!kept} onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </div>
  )
}
