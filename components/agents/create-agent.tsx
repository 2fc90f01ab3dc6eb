'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, useQueryState } from 'nuqs'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { applyServerError } from '#components/form/apply-server-error.ts'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { Textarea } from '#components/ui/textarea.tsx'

const schema = z.object({
  name: z.string().trim().min(1, 'Name the agent.').max(100),
  description: z.string().trim().max(500),
})

/** Creates an agent and goes to its page, where its first key is made. The URL can open it: `?create=true`. */
export function CreateAgent() {
  const [open, setOpen] = useQueryState('create', parseAsBoolean.withDefault(false))
  return (
    <Dialog open={open} onOpenChange={(next) => void setOpen(next || null)}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          Create an agent
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Create an agent"
        description="You own it. It may call nothing until an admin grants it a server."
      >
        <CreateAgentForm />
      </DialogContent>
    </Dialog>
  )
}

function CreateAgentForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const { href } = useOrganization()
  const create = useMutation(trpc.agents.create.mutationOptions())
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: '', description: '' } })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState
  const submit = form.handleSubmit(async ({ name, description }) => {
    try {
      const { id } = await create.mutateAsync({ name, description: description || undefined })
      await queryClient.invalidateQueries()
      router.push(href(`/agents/${id}`))
    } catch (error) {
      applyServerError(form, error)
    }
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-4">
      <FormError>{errors.root?.message}</FormError>
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input placeholder="ci-bot" {...control} {...form.register('name')} />}
      </Field>
      <Field label="What it does" optional error={errors.description?.message}>
        {(control) => (
          <Textarea placeholder="Triage of failing builds" {...control} {...form.register('description')} />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton pending={isSubmitting || (isSubmitSuccessful && !errors.root)}>Create agent</SubmitButton>
      </DialogFooter>
    </form>
  )
}
