'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { applyServerError } from '#components/form/apply-server-error.ts'
import { Field } from '#components/form/field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { ChangeUpstream } from '#components/servers/change-upstream.tsx'
import { RemoveServer } from '#components/servers/remove-server.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'
import { Input } from '#components/ui/input.tsx'

/** Renames a server, points it elsewhere, or removes it. */
export function ServerSettings({ server }: { server: ServerDetail }) {
  return (
    <div className="grid grid-cols-1 max-w-2xl gap-5">
      <Card>
        <CardHeader>
          <CardTitle>Name</CardTitle>
        </CardHeader>
        <CardBody>
          <RenameServer server={server} />
        </CardBody>
      </Card>
      <ChangeUpstream server={server} />
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Remove</CardTitle>
            <CardDescription>Its secrets are destroyed and its grants end. The history stays.</CardDescription>
          </div>
          <RemoveServer server={server} />
        </CardHeader>
      </Card>
    </div>
  )
}

const schema = z.object({ name: z.string().trim().min(1, 'Name the server.').max(100) })

function RenameServer({ server }: { server: ServerDetail }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const update = useMutation(trpc.servers.update.mutationOptions())
  const form = useForm({ resolver: zodResolver(schema), values: { name: server.name } })
  const { errors, isSubmitting, isDirty } = form.formState
  const submit = form.handleSubmit(async ({ name }) => {
    try {
      await update.mutateAsync({ serverId: server.id, name })
      await queryClient.invalidateQueries()
      toast.success('Renamed')
    } catch (error) {
      applyServerError(form, error)
    }
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex items-end gap-2">
      <Field label="Shown as" error={errors.name?.message ?? errors.root?.message} className="flex-1">
        {(control) => <Input {...control} {...form.register('name')} />}
      </Field>
      <SubmitButton variant="outline" pending={isSubmitting} disabled={!isDirty || isSubmitting}>
        Rename
      </SubmitButton>
    </form>
  )
}
