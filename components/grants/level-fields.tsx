'use client'
import { useId } from 'react'
import type { GrantDraft } from '#components/grants/grant-draft.ts'
import { type Level, levelOrder, levels } from '#components/grants/levels.ts'
import type { PreviewTool } from '#components/grants/preview-tools.ts'
import { ToolPicker } from '#components/grants/tool-picker.tsx'
import { RadioCard, RadioGroup } from '#components/ui/radio-group.tsx'
import { Switch } from '#components/ui/switch.tsx'

/** Chooses the level and, for `custom`, the tools and what goes with them. */
export function LevelFields({
  draft,
  tools,
  onChange,
  error,
}: {
  draft: GrantDraft
  tools: (PreviewTool & { description: string | null })[]
  onChange: (part: Partial<GrantDraft>) => void
  error?: string | undefined
}) {
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="grid grid-cols-1 gap-2">
        <span id={id} className="font-medium text-sm">
          Level
        </span>
        <RadioGroup
          aria-labelledby={id}
          value={draft.level}
          onValueChange={(level) =>
            onChange({
              level: level as Level,
              // Reading is what one mostly wants: it is picked already, the rest is a step more.
              tools:
                level === 'custom' && draft.tools.length === 0
                  ? tools
                      .filter((tool) => tool.class === 'read' && tool.status === 'confirmed')
                      .map((tool) => tool.name)
                  : draft.tools,
            })
          }
        >
          {levelOrder.map((level) => {
            const { label, icon: Icon, says } = levels[level]
            return (
              <RadioCard
                key={level}
                value={level}
                title={label}
                icon={<Icon aria-hidden className="size-4 text-muted" />}
              >
                {says}
              </RadioCard>
            )
          })}
        </RadioGroup>
      </div>
      {draft.level === 'custom' ? (
        <>
          {error ? <p className="text-danger text-sm">{error}</p> : null}
          {draft.serverId ? (
            <ToolPicker tools={tools} picked={draft.tools} onChange={(picked) => onChange({ tools: picked })} />
          ) : (
            <p className="text-muted text-sm">Choose a server to pick from its tools.</p>
          )}
          <div className="grid grid-cols-1 gap-x-6 gap-y-2 sm:grid-cols-2">
            <Toggle label="Resources" checked={draft.resources} onChange={(resources) => onChange({ resources })} />
            <Toggle label="Prompts" checked={draft.prompts} onChange={(prompts) => onChange({ prompts })} />
          </div>
        </>
      ) : null}
    </div>
  )
}

function Toggle({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <div className="flex items-center justify-between rounded-lg border px-3 py-2">
      <label htmlFor={id}>{label}</label>
      <Switch id={id} checked={checked} onCheckedChange={onChange} />
    </div>
  )
}
