'use client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { EndPicker } from '#components/form/end-picker.tsx'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { defaultEnd, type GrantDraft, grantEnds, problemOf } from '#components/grants/grant-draft.ts'
import { GrantPreview } from '#components/grants/grant-preview.tsx'
import { LevelFields } from '#components/grants/level-fields.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { readError } from '#components/trpc/read-error.ts'
import { Card } from '#components/ui/card.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'

/** Who, what, until when and why, with what it opens beside it. Used to grant and, with the pair fixed, to change. */
export function GrantForm({
  initial,
  fixedPair = false,
  submitLabel,
  onSubmit,
  footer,
}: {
  initial: GrantDraft
  fixedPair?: boolean
  submitLabel: string
  onSubmit: (draft: GrantDraft) => Promise<void>
  footer?: ReactNode
}) {
  const trpc = useTRPC()
  const [draft, setDraft] = useState(initial)
  const [tried, setTried] = useState(false)
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const agents = useQuery(trpc.agents.list.queryOptions())
  const servers = useQuery(trpc.servers.list.queryOptions())
  const server = useQuery({
    ...trpc.servers.get.queryOptions({ serverId: draft.serverId }),
    enabled: draft.serverId !== '',
  })
  const tools = draft.serverId ? (server.data?.tools ?? []) : []
  const change = (part: Partial<GrantDraft>) =>
    setDraft((old) => {
      const next = { ...old, ...part }
      if (next.endChosen) return next
      const writes = tools.some((tool) => tool.class !== 'read' && next.tools.includes(tool.name))
      return { ...next, end: { preset: defaultEnd(next.level, writes), custom: '' } }
    })
  const problem = tried ? problemOf(draft, new Date()) : null
  const refused = error ? readError(error) : null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problemOf(draft, new Date())) return
    setPending(true)
    setError(undefined)
    try {
      await onSubmit(draft)
    } catch (reason) {
      setError(reason)
      setPending(false)
    }
  }
  const agentName = agents.data?.items.find(({ id }) => id === draft.agentId)?.name
  const serverName = servers.data?.items.find(({ id }) => id === draft.serverId)?.name
  return (
    <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card className="p-4 sm:p-6">
        <form noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-6">
          <FormError>{refused?.message}</FormError>
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            <Field label="Agent" error={problem?.field === 'agent' ? problem.message : undefined}>
              {(control) => (
                <Select
                  {...control}
                  placeholder="Choose an agent"
                  disabled={fixedPair}
                  value={draft.agentId}
                  onValueChange={(agentId) => change({ agentId })}
                  options={(agents.data?.items ?? []).map(({ id, name, status }) => ({
                    value: id,
                    label: name,
                    hint: status === 'paused' ? 'paused' : undefined,
                  }))}
                />
              )}
            </Field>
            <Field label="Server" error={problem?.field === 'server' ? problem.message : undefined}>
              {(control) => (
                <Select
                  {...control}
                  placeholder="Choose a server"
                  disabled={fixedPair}
                  value={draft.serverId}
                  onValueChange={(serverId) => change({ serverId, tools: [] })}
                  options={(servers.data?.items ?? []).map(({ id, name, discoveredAt }) => ({
                    value: id,
                    label: name,
                    hint: discoveredAt ? undefined : 'not discovered yet',
                  }))}
                />
              )}
            </Field>
          </div>
          <LevelFields
            draft={draft}
            tools={tools}
            onChange={change}
            error={problem?.field === 'tools' ? problem.message : undefined}
          />
          <EndPicker
            label="Until when"
            presets={grantEnds}
            value={draft.end}
            onChange={(end) => change({ end, endChosen: true })}
            error={problem?.field === 'end' ? problem.message : undefined}
          />
          <Field label="Why" optional hint="Stands in the audit log and beside the grant.">
            {(control) => (
              <Input
                {...control}
                maxLength={1000}
                placeholder="Triage of failing builds, until the release"
                value={draft.reason}
                onChange={(event) => change({ reason: event.target.value })}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-2 border-t pt-5">
            <SubmitButton pending={pending}>{submitLabel}</SubmitButton>
            {footer}
          </div>
        </form>
      </Card>
      <GrantPreview draft={draft} agent={agentName} server={serverName} tools={tools} />
    </div>
  )
}
