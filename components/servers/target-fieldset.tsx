'use client'
import { Globe, SquareTerminal } from 'lucide-react'
import { Controller, type UseFormReturn } from 'react-hook-form'
import { Field } from '#components/form/field.tsx'
import { PairsEditor } from '#components/form/pairs-editor.tsx'
import type { emptyTarget } from '#components/servers/target-form.ts'
import { Input } from '#components/ui/input.tsx'
import { RadioCard, RadioGroup } from '#components/ui/radio-group.tsx'

type TargetValues = typeof emptyTarget

/** Where a server is: an address, or a command that this host runs. The form has at least the target's fields. */
export function TargetFieldset({
  form,
  fixedTransport = false,
}: {
  form: UseFormReturn<TargetValues>
  fixedTransport?: boolean
}) {
  const transport = form.watch('transport')
  const { errors } = form.formState
  return (
    <>
      {fixedTransport ? null : (
        <Controller
          control={form.control}
          name="transport"
          render={({ field }) => (
            <RadioGroup
              aria-label="How it is reached"
              value={field.value}
              onValueChange={field.onChange}
              className="sm:grid-cols-2"
            >
              <RadioCard
                value="streamable_http"
                title="Address"
                icon={<Globe aria-hidden className="size-4 text-muted" />}
              >
                A server somewhere else, over HTTP.
              </RadioCard>
              <RadioCard
                value="stdio"
                title="Command"
                icon={<SquareTerminal aria-hidden className="size-4 text-muted" />}
              >
                A program that this host starts.
              </RadioCard>
            </RadioGroup>
          )}
        />
      )}
      {transport === 'streamable_http' ? (
        <>
          <Field label="URL" error={errors.url?.message}>
            {(control) => (
              <Input
                type="url"
                inputMode="url"
                placeholder="https://mcp.example.com/mcp"
                spellCheck={false}
                className="font-mono text-sm"
                {...control}
                {...form.register('url')}
              />
            )}
          </Field>
          <Controller
            control={form.control}
            name="headers"
            render={({ field }) => (
              <PairsEditor
                legend="Headers"
                noun="Header"
                placeholder="Authorization"
                hint="Sealed when saved; agents never see them."
                pairs={field.value}
                onChange={field.onChange}
                error={errors.headers?.message ?? errors.headers?.root?.message}
              />
            )}
          />
        </>
      ) : (
        <>
          <Field
            label="Command"
            error={errors.command?.message}
            hint="Only executables that the operator allowed in STDIO_COMMANDS. npx packages need an exact version."
          >
            {(control) => (
              <Input
                placeholder="npx -y @modelcontextprotocol/server-filesystem@2026.8.31 /srv/docs"
                spellCheck={false}
                className="font-mono text-sm"
                {...control}
                {...form.register('command')}
              />
            )}
          </Field>
          <Controller
            control={form.control}
            name="env"
            render={({ field }) => (
              <PairsEditor
                legend="Environment"
                noun="Variable"
                placeholder="API_TOKEN"
                hint="Sealed when saved. The program gets these and nothing of ours."
                pairs={field.value}
                onChange={field.onChange}
                error={errors.env?.message ?? errors.env?.root?.message}
              />
            )}
          />
        </>
      )}
    </>
  )
}
