'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type UseFormReturn, useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { applyServerError } from '#components/form/apply-server-error.ts'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Notice } from '#components/page/notice.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { TargetFieldset } from '#components/servers/target-fieldset.tsx'
import { checkTarget, emptyTarget, targetFields, targetInput } from '#components/servers/target-form.ts'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'

const schema = z.object(targetFields).superRefine(checkTarget)

/** Points a server somewhere else, which makes it another revision; says first what that undoes. */
export function ChangeUpstream({ server }: { server: ServerDetail }) {
  const [open, setOpen] = useState(false)
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Upstream</CardTitle>
          <CardDescription>
            Now <code>{server.label}</code>. Saved headers and variables are sealed and cannot be shown again.
          </CardDescription>
        </div>
        {open ? null : <Button onClick={() => setOpen(true)}>Change</Button>}
      </CardHeader>
      {open ? (
        <CardBody>
          <ChangeForm server={server} onClose={() => setOpen(false)} />
        </CardBody>
      ) : null}
    </Card>
  )
}

function ChangeForm({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const update = useMutation(trpc.servers.update.mutationOptions())
  const transport = server.transport === 'stdio' ? ('stdio' as const) : ('streamable_http' as const)
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { ...emptyTarget, transport } })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (values) => {
    try {
      await update.mutateAsync({ serverId: server.id, target: targetInput(values) })
      await queryClient.invalidateQueries()
      toast.success('Changed. Discover it again, then confirm its grants.')
      onClose()
    } catch (error) {
      applyServerError(form, error, { args: 'command' })
    }
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-5">
      <Notice tone="warn" title="This makes it another server in the eyes of the gate">
        All {server.tools.length} tools become new again, the sealed headers and variables are dropped, and{' '}
        {server.grants === 1 ? 'the 1 grant is' : `all ${server.grants} grants are`} suspended until an admin confirms
        {server.grants === 1 ? ' it' : ' them'}.
      </Notice>
      <FormError>{errors.root?.message}</FormError>
      <TargetFieldset form={form as unknown as UseFormReturn<typeof emptyTarget>} fixedTransport />
      <div className="flex gap-2">
        <SubmitButton pending={isSubmitting}>Change upstream</SubmitButton>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
