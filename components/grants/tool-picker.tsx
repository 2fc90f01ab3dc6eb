'use client'
import { type ReactNode, useId } from 'react'
import type { PreviewTool } from '#components/grants/preview-tools.ts'
import { toolClasses, toolClassOrder } from '#components/servers/tool-class.tsx'
import { ToolStatusBadge } from '#components/servers/tool-status.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'

interface PickableTool extends PreviewTool {
  description: string | null
}

/** Picks tools by name, grouped by what they do. A tool that is not confirmed can be named, and says that it waits. */
export function ToolPicker({
  tools,
  picked,
  onChange,
}: {
  tools: PickableTool[]
  picked: string[]
  onChange: (picked: string[]) => void
}) {
  const toggle = (names: string[], on: boolean) =>
    onChange(on ? [...new Set([...picked, ...names])] : picked.filter((name) => !names.includes(name)))
  return (
    <div className="grid grid-cols-1 gap-3">
      {toolClassOrder.map((value) => {
        const group = tools.filter((tool) => tool.class === value)
        if (group.length === 0) return null
        const names = group.map((tool) => tool.name)
        const count = names.filter((name) => picked.includes(name)).length
        const { label, icon: Icon, says } = toolClasses[value]
        return (
          <fieldset key={value} className="rounded-lg border">
            <legend className="sr-only">{label}</legend>
            <GroupHead
              checked={count === 0 ? false : count === names.length ? true : 'indeterminate'}
              onToggle={(on) => toggle(names, on)}
              label={`All ${label.toLowerCase()} tools`}
            >
              <Icon aria-hidden className="size-4 text-muted" />
              <span className="font-medium">{label}</span>
              <span className="text-muted text-sm max-sm:hidden">{says}</span>
              <span className="ml-auto text-muted text-sm tabular-nums">
                {count} of {names.length}
              </span>
            </GroupHead>
            <ul className="divide-y border-t">
              {group.map((tool) => (
                <li key={tool.name}>
                  {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control. */}
                  <label className="flex items-start gap-3 px-3 py-2 hover:bg-hover/60">
                    <Checkbox
                      className="mt-0.5"
                      checked={picked.includes(tool.name)}
                      onCheckedChange={(checked) => toggle([tool.name], checked === true)}
                    />
                    <span className="min-w-0 flex-1">
                      <code className="break-all text-sm">{tool.name}</code>
                      {tool.description ? (
                        <span className="line-clamp-1 text-muted text-sm">{tool.description}</span>
                      ) : null}
                    </span>
                    {tool.status === 'confirmed' ? null : <ToolStatusBadge value={tool.status} />}
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
        )
      })}
    </div>
  )
}

function GroupHead({
  checked,
  onToggle,
  label,
  children,
}: {
  checked: boolean | 'indeterminate'
  onToggle: (on: boolean) => void
  label: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <div className="flex items-center gap-3 bg-sunken px-3 py-2 first:rounded-t-lg">
      <Checkbox id={id} aria-label={label} checked={checked} onCheckedChange={(next) => onToggle(next === true)} />
      {children}
    </div>
  )
}
