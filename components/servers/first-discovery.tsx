'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { DiscoveryProgress } from '#components/servers/discovery-progress.tsx'
import { ToolClassBadge } from '#components/servers/tool-class.tsx'
import { ToolStatusBadge } from '#components/servers/tool-status.tsx'
import { useDiscovery } from '#components/servers/use-discovery.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'

/** Discovers a server that was just saved, then shows every tool that it has. */
export function FirstDiscovery({ server }: { server: { id: string; slug: string; name: string } }) {
  const { href } = useOrganization()
  const { discovery, run } = useDiscovery()
  const started = useRef(false)
  useEffect(() => {
    if (started.current) return
    started.current = true
    void run(server.id)
  }, [run, server.id])
  return (
    <div className="grid grid-cols-1 gap-5">
      <Card>
        <CardHeader>
          <CardTitle>Discovery</CardTitle>
        </CardHeader>
        <CardBody>
          <DiscoveryProgress discovery={discovery} />
          {discovery.state === 'failed' ? (
            <div className="mt-4 flex flex-wrap gap-2">
              <Button variant="primary" onClick={() => void run(server.id)}>
                Try again
              </Button>
              <Button asChild>
                <Link href={href(`/servers/${server.slug}?tab=settings`)}>Change address</Link>
              </Button>
            </div>
          ) : null}
        </CardBody>
      </Card>
      {discovery.state === 'done' ? <FoundTools server={server} /> : null}
    </div>
  )
}

function FoundTools({ server }: { server: { id: string; slug: string } }) {
  const trpc = useTRPC()
  const { href } = useOrganization()
  const { data } = useQuery(trpc.servers.get.queryOptions({ serverId: server.id }))
  const tools = data?.tools ?? []
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>
            {tools.length} {tools.length === 1 ? 'tool' : 'tools'}
          </CardTitle>
          <CardDescription>The class is what the server claims. Look at it before you rely on it.</CardDescription>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <Link href={href(`/servers/${server.slug}?tab=tools`)}>Review tools</Link>
          </Button>
          <Button variant="primary" asChild>
            <Link href={href(`/grants/new?server=${server.slug}`)}>Grant access</Link>
          </Button>
        </div>
      </CardHeader>
      <ul className="divide-y border-t">
        {tools.map((tool) => (
          <li key={tool.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 sm:px-5">
            <code className="min-w-0 flex-1 break-all text-sm">{tool.name}</code>
            <ToolClassBadge value={tool.class} />
            {tool.status === 'confirmed' ? null : <ToolStatusBadge value={tool.status} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}
