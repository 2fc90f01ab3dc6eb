'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { safePath } from '#components/sign-in/safe-path.ts'
import { signIn } from '#components/sign-in/sign-in.ts'
import { Input } from '#components/ui/input.tsx'

const schema = z.object({
  email: z.email('Enter your e-mail address.'),
  password: z.string().min(1, 'Enter your password.'),
})

/** E-mail and password; afterwards back to the page that asked for it. */
export function SignInForm({ next }: { next: string | undefined }) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState
  const submit = form.handleSubmit(async ({ email, password }) => {
    const refused = await signIn(email, password)
    if (refused) form.setError('root', { message: refused })
    // A full load: the server reads the new session for everything on the page.
    else window.location.assign(safePath(next))
  })
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Sign in</h1>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-6 grid grid-cols-1 gap-4">
        <FormError>{errors.root?.message}</FormError>
        <Field label="E-mail" error={errors.email?.message}>
          {(control) => <Input type="email" autoComplete="username" {...control} {...form.register('email')} />}
        </Field>
        <Field label="Password" error={errors.password?.message}>
          {(control) => (
            <Input type="password" autoComplete="current-password" {...control} {...form.register('password')} />
          )}
        </Field>
        <SubmitButton size="lg" pending={isSubmitting || (isSubmitSuccessful && !errors.root)} className="mt-2">
          Sign in
        </SubmitButton>
      </form>
    </>
  )
}
