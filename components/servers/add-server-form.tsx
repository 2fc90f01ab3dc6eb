'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type UseFormReturn, useForm } from 'react-hook-form'
import { z } from 'zod'
import { applyServerError } from '#components/form/apply-server-error.ts'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { suggestSlug } from '#components/servers/suggest-slug.ts'
import { TargetFieldset } from '#components/servers/target-fieldset.tsx'
import { checkTarget, emptyTarget, targetFields, targetInput } from '#components/servers/target-form.ts'
import { useTRPC } from '#components/trpc/context.ts'
import { Input } from '#components/ui/input.tsx'

const schema = z
  .object({
    name: z.string().trim().min(1, 'Name the server.').max(100),
    slug: z
      .string()
      .regex(/^([a-z][a-z0-9-]{0,19})?$/, 'Lower case letters, digits and hyphens; a letter first; at most 20.'),
    ...targetFields,
  })
  .superRefine(checkTarget)

/** What a server is called and where it is. */
export function AddServerForm({
  onCreated,
}: {
  onCreated: (server: { id: string; slug: string; name: string }) => void
}) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const create = useMutation(trpc.servers.create.mutationOptions())
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: '', slug: '', ...emptyTarget } })
  const { errors, isSubmitting } = form.formState
  const suggestion = suggestSlug(form.watch('name'))
  const submit = form.handleSubmit(async (values) => {
    try {
      const made = await create.mutateAsync({
        name: values.name,
        slug: values.slug || suggestion || undefined,
        ...targetInput(values),
      })
      await queryClient.invalidateQueries({ queryKey: trpc.servers.pathKey() })
      onCreated({ ...made, name: values.name })
    } catch (error) {
      applyServerError(form, error, { args: 'command' })
    }
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-5">
      <FormError>{errors.root?.message}</FormError>
      <div className="grid grid-cols-1 gap-5 sm:grid-cols-[3fr_2fr]">
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input placeholder="GitHub" {...control} {...form.register('name')} />}
        </Field>
        <Field label="Slug" optional error={errors.slug?.message} hint="Part of its address. Never changes.">
          {(control) => (
            <Input
              placeholder={suggestion || 'github'}
              spellCheck={false}
              className="font-mono text-sm"
              {...control}
              {...form.register('slug')}
            />
          )}
        </Field>
      </div>
      <TargetFieldset form={form as unknown as UseFormReturn<typeof emptyTarget>} />
      <div className="border-t pt-5">
        <SubmitButton pending={isSubmitting}>Save and discover</SubmitButton>
      </div>
    </form>
  )
}
