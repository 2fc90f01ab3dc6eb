'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { applyServerError } from '#components/form/apply-server-error.ts'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { signIn } from '#components/sign-in/sign-in.ts'
import { useTRPC } from '#components/trpc/context.ts'
import { Input } from '#components/ui/input.tsx'

const schema = z.object({
  organizationName: z.string().trim().min(1, 'Name your organization.').max(100),
  name: z.string().trim().min(1, 'Enter your name.').max(100),
  email: z.email('Enter an e-mail address.'),
  password: z.string().min(12, 'Use at least 12 characters.'),
})

/** Makes the first admin and the first organization, and signs in. */
export function SetupForm({ token }: { token: string }) {
  const trpc = useTRPC()
  const complete = useMutation(trpc.setup.complete.mutationOptions())
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { organizationName: '', name: '', email: '', password: '' },
  })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState
  const submit = form.handleSubmit(async (values) => {
    try {
      const { organizationSlug } = await complete.mutateAsync({ token, ...values })
      const refused = await signIn(values.email, values.password)
      // The fragment goes with the navigation; the token it held is spent anyway.
      window.location.replace(refused ? '/sign-in' : `/o/${organizationSlug}`)
    } catch (error) {
      applyServerError(form, error)
    }
  })
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Set up Portcullis</h1>
      <p className="mt-1 text-muted">You become the first admin. This page then closes for good.</p>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-6 grid grid-cols-1 gap-4">
        <FormError>{errors.root?.message}</FormError>
        <Field label="Organization" error={errors.organizationName?.message}>
          {(control) => (
            <Input
              autoComplete="organization"
              placeholder="Northwind"
              {...control}
              {...form.register('organizationName')}
            />
          )}
        </Field>
        <Field label="Your name" error={errors.name?.message}>
          {(control) => <Input autoComplete="name" {...control} {...form.register('name')} />}
        </Field>
        <Field label="E-mail" error={errors.email?.message}>
          {(control) => <Input type="email" autoComplete="username" {...control} {...form.register('email')} />}
        </Field>
        <Field label="Password" error={errors.password?.message} hint="At least 12 characters.">
          {(control) => (
            <Input type="password" autoComplete="new-password" {...control} {...form.register('password')} />
          )}
        </Field>
        <SubmitButton size="lg" pending={isSubmitting || (isSubmitSuccessful && !errors.root)} className="mt-2">
          Create and sign in
        </SubmitButton>
      </form>
    </>
  )
}
