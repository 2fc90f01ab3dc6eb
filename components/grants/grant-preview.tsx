'use client'
import { CircleCheck, CircleX } from 'lucide-react'
import { endOf } from '#components/form/end-presets.ts'
import { type GrantDraft, grantEnds } from '#components/grants/grant-draft.ts'
import { type PreviewTool, previewTools } from '#components/grants/preview-tools.ts'
import { formatMoment } from '#components/page/time-format.ts'
import { useNow } from '#components/page/use-now.ts'
import { toolClasses, toolClassOrder } from '#components/servers/tool-class.tsx'
import { Card, CardBody } from '#components/ui/card.tsx'

/** The grant as one sentence, and exactly the tools that it opens. */
export function GrantPreview({
  draft,
  agent,
  server,
  tools,
}: {
  draft: GrantDraft
  agent: string | undefined
  server: string | undefined
  tools: PreviewTool[]
}) {
  const { now, mounted } = useNow()
  const allowed = previewTools(tools, draft.level, draft.tools)
  const refused = tools.length - allowed.length
  const end = endOf(grantEnds, draft.end.preset, draft.end.custom, now)
  return (
    <Card aria-label="Preview" className="lg:sticky lg:top-8">
      <CardBody className="pt-4 sm:pt-5">
        <p className="text-pretty text-lg leading-7">
          <Blank value={agent} placeholder="an agent" /> may use{' '}
          <span className="font-semibold tabular-nums">
            {server ? `${allowed.length} ${allowed.length === 1 ? 'tool' : 'tools'}` : 'tools'}
          </span>{' '}
          of <Blank value={server} placeholder="a server" />{' '}
          {end === null ? (
            <span className="font-semibold text-warn">until someone takes it back</span>
          ) : (
            <>
              until{' '}
              <span className="font-semibold tabular-nums">
                {mounted && end ? formatMoment(end, now) : 'a moment to choose'}
              </span>
            </>
          )}
          .
        </p>
        {server ? (
          <div className="mt-4 grid grid-cols-1 gap-4 border-t pt-4" aria-live="polite">
            {draft.level === 'full_access' ? (
              <p className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
                Also every tool that this server adds later, at once, without anyone having looked at it.
              </p>
            ) : null}
            {toolClassOrder.map((value) => {
              const group = allowed.filter((tool) => tool.class === value)
              if (group.length === 0) return null
              return (
                <div key={value}>
                  <p className="mb-1 text-muted text-xs">{toolClasses[value].label}</p>
                  <ul className="grid grid-cols-1 gap-0.5">
                    {group.map((tool) => (
                      <li key={tool.name} className="flex items-center gap-2">
                        <CircleCheck aria-hidden className="size-3.5 shrink-0 text-ok" />
                        <code className="min-w-0 break-all text-sm">{tool.name}</code>
                      </li>
                    ))}
                  </ul>
                </div>
              )
            })}
            {allowed.length === 0 ? (
              <p className="text-muted text-sm">No tool yet: every call would be refused.</p>
            ) : null}
            {refused > 0 ? (
              <p className="flex items-center gap-2 text-muted text-sm">
                <CircleX aria-hidden className="size-3.5 shrink-0" />
                {refused} other {refused === 1 ? 'tool stays' : 'tools stay'} refused and {refused === 1 ? 'is' : 'are'}{' '}
                not listed to it.
              </p>
            ) : null}
            <p className="text-muted text-sm">
              {draft.level === 'custom'
                ? `Resources ${draft.resources ? 'included' : 'refused'}, prompts ${draft.prompts ? 'included' : 'refused'}.`
                : 'Resources and prompts are included.'}
            </p>
          </div>
        ) : null}
      </CardBody>
    </Card>
  )
}

function Blank({ value, placeholder }: { value: string | undefined; placeholder: string }) {
  return value ? (
    <span className="break-words font-semibold">{value}</span>
  ) : (
    <span className="border-input border-b border-dashed text-muted">{placeholder}</span>
  )
}
