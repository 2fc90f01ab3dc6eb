'use client'
import { useQuery } from '@tanstack/react-query'
import { Bot, KeySquare, MessageCircleQuestion, Plus, Server } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { places } from '#components/shell/navigation.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import {
  CommandDialog,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '#components/ui/command.tsx'

/** Goes anywhere, starts anything, asks why: one list that filters as one types. */
export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <CommandDialog open={open} onOpenChange={onOpenChange} label="Search or do">
      <PaletteBody onDone={() => onOpenChange(false)} />
    </CommandDialog>
  )
}

// Mounted only while it is open: a query that is merely watched here would keep a page from taking over what the server
// has already fetched for it.
function PaletteBody({ onDone }: { onDone: () => void }) {
  const { href, current } = useOrganization()
  const router = useRouter()
  const trpc = useTRPC()
  const servers = useQuery(trpc.servers.list.queryOptions())
  const agents = useQuery(trpc.agents.list.queryOptions())
  const go = (path: string) => {
    onDone()
    router.push(href(path))
  }
  const agentItems = agents.data?.items ?? []
  const serverItems = servers.data?.items ?? []
  return (
    <>
      <CommandInput placeholder="Go to, create, or ask why can’t…" aria-label="Search or do" />
      <CommandList>
        <CommandEmpty>Nothing of that name.</CommandEmpty>
        <CommandGroup heading="Go to">
          {places.map(({ path, label, icon: Icon, key }) => (
            <CommandItem key={path} value={`go ${label}`} onSelect={() => go(path)}>
              <Icon aria-hidden />
              {label}
              <kbd className="ml-auto text-2xs text-muted">g {key}</kbd>
            </CommandItem>
          ))}
        </CommandGroup>
        <CommandGroup heading="Do">
          {current.mayAdminister ? (
            <>
              <CommandItem value="grant access create new grant" onSelect={() => go('/grants/new')}>
                <KeySquare aria-hidden />
                Grant access
              </CommandItem>
              <CommandItem value="add server create new" onSelect={() => go('/servers/new')}>
                <Plus aria-hidden />
                Add a server
              </CommandItem>
            </>
          ) : null}
          <CommandItem value="create agent new add" onSelect={() => go('/agents?create=true')}>
            <Plus aria-hidden />
            Create an agent
          </CommandItem>
          {agentItems.map((agent) => (
            <CommandItem
              key={agent.id}
              value={`why can't cant ${agent.name} ${agent.id}`}
              onSelect={() => go(`/explain?agent=${agent.id}`)}
            >
              <MessageCircleQuestion aria-hidden />
              Why can’t {agent.name}…
            </CommandItem>
          ))}
        </CommandGroup>
        {serverItems.length > 0 ? (
          <CommandGroup heading="Servers">
            {serverItems.map((server) => (
              <CommandItem
                key={server.id}
                value={`server ${server.name} ${server.slug}`}
                onSelect={() => go(`/servers/${server.slug}`)}
              >
                <Server aria-hidden />
                {server.name}
                <span className="ml-auto font-mono text-muted text-xs">{server.slug}</span>
              </CommandItem>
            ))}
          </CommandGroup>
        ) : null}
        {agentItems.length > 0 ? (
          <CommandGroup heading="Agents">
            {agentItems.map((agent) => (
              <CommandItem
                key={agent.id}
                value={`agent ${agent.name} ${agent.id}`}
                onSelect={() => go(`/agents/${agent.id}`)}
              >
                <Bot aria-hidden />
                {agent.name}
              </CommandItem>
            ))}
          </CommandGroup>
        ) : null}
      </CommandList>
    </>
  )
}
