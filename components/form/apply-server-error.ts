import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { readError } from '#components/trpc/read-error.ts'

/**
 * Puts a refusal of the server where it belongs: at the field that it names, if the form shows that field, else at the
 * form as a whole.
 */
export function applyServerError<T extends FieldValues>(form: UseFormReturn<T>, error: unknown): void {
  const { field, message } = readError(error)
  const names = Object.keys(form.getValues())
  const shown = field ? names.find((name) => field === name || field.startsWith(`${name}.`)) : undefined
  if (shown) form.setError(shown as Path<T>, { type: 'server', message }, { shouldFocus: true })
  else form.setError('root', { type: 'server', message })
}
