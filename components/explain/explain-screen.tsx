'use client'
import { useQuery } from '@tanstack/react-query'
import { MessageCircleQuestion } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { Trace } from '#components/explain/trace.tsx'
import { Verdict } from '#components/explain/verdict.tsx'
import { Field } from '#components/form/field.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Card } from '#components/ui/card.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'

/** Why an agent may or may not call a tool, as the gate decides it now. Refusals link here with everything filled in. */
export function ExplainScreen() {
  const trpc = useTRPC()
  const [ask, setAsk] = useQueryStates({
    agent: parseAsString.withDefault(''),
    server: parseAsString.withDefault(''),
    tool: parseAsString.withDefault(''),
  })
  const agents = useQuery(trpc.agents.list.queryOptions())
  const servers = useQuery(trpc.servers.list.queryOptions())
  const server = servers.data?.items.find(({ id, slug }) => id === ask.server || slug === ask.server)
  const detail = useQuery({ ...trpc.servers.get.queryOptions({ serverId: ask.server }), enabled: ask.server !== '' })
  const tools = detail.data?.tools ?? []
  const asked = ask.agent !== '' && ask.server !== '' && ask.tool !== ''
  const answer = useQuery({
    ...trpc.grants.explain.queryOptions({ agentId: ask.agent, serverId: ask.server, tool: ask.tool }),
    enabled: asked,
    staleTime: 0,
  })
  const agentName = agents.data?.items.find(({ id }) => id === ask.agent)?.name
  return (
    <div className="max-w-3xl">
      <PageHeader
        title="Explain"
        description="May this agent call this tool, and why? The answer is the gate’s own, asked now."
      />
      <Card className="mb-5 grid grid-cols-1 gap-4 p-4 sm:grid-cols-3 sm:p-5">
        <Field label="Agent">
          {({ id }) => (
            <Select
              id={id}
              placeholder="Choose an agent"
              value={ask.agent}
              onValueChange={(agent) => void setAsk({ agent })}
              options={withMissing(
                (agents.data?.items ?? []).map(({ id: value, name }) => ({ value, label: name })),
                ask.agent,
              )}
            />
          )}
        </Field>
        <Field label="Server">
          {({ id }) => (
            <Select
              id={id}
              placeholder="Choose a server"
              value={server?.slug ?? ask.server}
              onValueChange={(slug) => void setAsk({ server: slug, tool: '' })}
              options={withMissing(
                (servers.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
                server?.slug ?? ask.server,
              )}
            />
          )}
        </Field>
        <Field label="Tool">
          {({ id }) => (
            <>
              <Input
                id={id}
                list={`${id}-tools`}
                key={`${ask.server}-${ask.tool}`}
                defaultValue={ask.tool}
                placeholder={ask.server ? 'Type or choose' : 'Choose a server first'}
                spellCheck={false}
                autoComplete="off"
                className="font-mono text-sm"
                onBlur={(event) => void setAsk({ tool: event.target.value.trim() })}
                onChange={(event) => {
                  // A name that was picked from the list is complete; one that is typed is asked on Enter or on leaving.
                  if (tools.some(({ name }) => name === event.target.value)) void setAsk({ tool: event.target.value })
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') void setAsk({ tool: event.currentTarget.value.trim() })
                }}
              />
              <datalist id={`${id}-tools`}>
                {tools.map(({ name }) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </Card>
      {asked ? (
        <Loaded query={answer} skeleton={<TableSkeleton count={6} />}>
          {(data) => (
            <div className="grid grid-cols-1 gap-5">
              <Verdict
                answer={data}
                agent={agentName ?? 'This agent'}
                agentId={ask.agent}
                server={server?.name ?? ask.server}
                serverSlug={server?.slug ?? ask.server}
                tool={ask.tool}
              />
              <Trace answer={data} />
            </div>
          )}
        </Loaded>
      ) : (
        <Card>
          <EmptyState icon={MessageCircleQuestion} title="Choose an agent, a server and a tool">
            Every refusal that an agent is told carries a link to this page with all three filled in.
          </EmptyState>
        </Card>
      )}
    </div>
  )
}

// What the URL names but the lists do not hold is asked about all the same; the server says what it is.
function withMissing(options: { value: string; label: string }[], value: string) {
  return value === '' || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }]
}
