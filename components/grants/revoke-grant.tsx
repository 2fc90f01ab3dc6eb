'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { Field } from '#components/form/field.tsx'
import type { Grant } from '#components/grants/grant-table.tsx'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Input } from '#components/ui/input.tsx'

/** Takes a grant back, after naming the agent and the server and saying what stops. */
export function RevokeGrant({
  grant,
  open,
  onOpenChange,
}: {
  grant: Grant
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const revoke = useMutation(trpc.grants.revoke.mutationOptions())
  const what =
    grant.level === 'custom'
      ? `${grant.allowedTools?.length ?? 0} tools`
      : grant.level === 'read_only'
        ? 'everything it reads'
        : 'every tool'
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${grant.agent.name} on ${grant.server.name}?`}
      description={`${grant.agent.name} loses ${what} on ${grant.server.name}. Its next call is refused, on sessions that are open too.`}
      confirm="Revoke"
      onConfirm={async () => {
        await revoke.mutateAsync({ grantId: grant.id, reason: reason.trim() || undefined })
        await queryClient.invalidateQueries()
        toast.success(`${grant.agent.name} has no access to ${grant.server.name} any more`)
      }}
    >
      <Field label="Why" optional>
        {(control) => (
          <Input {...control} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </ConfirmDialog>
  )
}
