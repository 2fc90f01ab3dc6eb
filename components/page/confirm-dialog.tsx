'use client'
import { type ReactNode, useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { readError } from '#components/trpc/read-error.ts'
import { AlertDialog, AlertDialogCancel, AlertDialogContent, AlertDialogTrigger } from '#components/ui/alert-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogFooter } from '#components/ui/dialog.tsx'

interface ConfirmDialogProps {
  /** The question, naming the object. */
  title: ReactNode
  /** What happens then: who and what it touches. */
  description: ReactNode
  confirm: string
  tone?: 'primary' | 'danger'
  /** Does it; the dialog closes when the promise resolves and shows the reason when it rejects. */
  onConfirm: () => Promise<unknown>
  children?: ReactNode
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** Asks before something that is not easily undone. */
export function ConfirmDialog({ trigger, open, onOpenChange, ...props }: ConfirmDialogProps) {
  const [own, setOwn] = useState(false)
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const isOpen = open ?? own
  const change = (next: boolean) => {
    if (pending) return
    setError(undefined)
    ;(onOpenChange ?? setOwn)(next)
  }
  const run = async () => {
    setPending(true)
    setError(undefined)
    try {
      await props.onConfirm()
      ;(onOpenChange ?? setOwn)(false)
    } catch (reason) {
      setError(reason)
    } finally {
      setPending(false)
    }
  }
  return (
    <AlertDialog open={isOpen} onOpenChange={change}>
      {trigger ? <AlertDialogTrigger asChild>{trigger}</AlertDialogTrigger> : null}
      <AlertDialogContent title={props.title} description={props.description}>
        {props.children}
        {error ? <FormError>{readError(error).message}</FormError> : null}
        <DialogFooter>
          <AlertDialogCancel asChild>
            <Button disabled={pending}>Cancel</Button>
          </AlertDialogCancel>
          <SubmitButton type="button" variant={props.tone ?? 'danger'} pending={pending} onClick={() => void run()}>
            {props.confirm}
          </SubmitButton>
        </DialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
