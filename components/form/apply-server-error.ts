import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { readError } from '#components/trpc/read-error.ts'

/**
 * Puts a refusal of the server where it belongs: at the field that it names, if the form shows that field, else at the
 * form as a whole. `aliases` says which field of the form stands for which field of the API, where they differ.
 */
export function applyServerError<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  aliases: Record<string, Path<T>> = {},
): void {
  const { field, message } = readError(error)
  const named = field?.split('.').find((part) => part !== 'target')
  const shown = named ? (aliases[named] ?? Object.keys(form.getValues()).find((name) => name === named)) : undefined
  if (shown) form.setError(shown as Path<T>, { type: 'server', message }, { shouldFocus: true })
  else form.setError('root', { type: 'server', message })
}
