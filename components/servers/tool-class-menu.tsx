'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { type ToolClass, ToolClassBadge, toolClasses, toolClassOrder } from '#components/servers/tool-class.tsx'
import type { Tool } from '#components/servers/tool-row.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'

/** Shows the class of a tool and lets an admin change it, after saying what that does. */
export function ToolClassMenu({ tool, serverId }: { tool: Tool; serverId: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { current } = useOrganization()
  const [next, setNext] = useState<ToolClass>()
  const setClass = useMutation(trpc.servers.setToolClass.mutationOptions())
  if (!current.mayAdminister) return <ToolClassBadge value={tool.class} />
  const run = async () => {
    if (!next) return
    await setClass.mutateAsync({ serverId, tool: tool.name, class: next })
    await queryClient.invalidateQueries()
    toast.success(`${tool.name} is ${toolClasses[next].label.toLowerCase()} now`)
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger
          aria-label={`Class of ${tool.name}: ${toolClasses[tool.class].label}. Change`}
          className="inline-flex h-6 items-center gap-1 rounded-sm pr-1 hover:bg-hover"
        >
          <ToolClassBadge value={tool.class} />
          <ChevronDown aria-hidden className="size-3.5 text-muted" />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuRadioGroup value={tool.class} onValueChange={(value) => setNext(value as ToolClass)}>
            {toolClassOrder.map((value) => {
              const { label, icon: Icon, says } = toolClasses[value]
              return (
                <DropdownMenuRadioItem key={value} value={value}>
                  <Icon aria-hidden className="text-muted" />
                  <span>
                    {label}
                    <span className="block text-muted text-xs">{says}</span>
                  </span>
                </DropdownMenuRadioItem>
              )
            })}
          </DropdownMenuRadioGroup>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={next !== undefined && next !== tool.class}
        onOpenChange={(open) => {
          if (!open) setNext(undefined)
        }}
        title={`Class ${tool.name} as ${next ? toolClasses[next].label.toLowerCase() : ''}?`}
        description={
          next === 'read'
            ? 'Every agent with a read-only grant on this server may call it at once.'
            : tool.class === 'read'
              ? 'Agents with a read-only grant on this server are refused it from the next call on.'
              : 'Grants do not change by this: neither class is reached by read-only grants.'
        }
        confirm="Change class"
        tone="primary"
        onConfirm={run}
      />
    </>
  )
}
