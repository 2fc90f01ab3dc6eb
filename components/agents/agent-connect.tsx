'use client'
import { ExternalLink, Plug } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useEffect, useState } from 'react'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { type ClientGuide, clients, keyLine, type Platform } from '#components/agents/clients.ts'
import { CodeBlock } from '#components/page/code-block.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'
import { RadioChip, RadioGroup } from '#components/ui/radio-group.tsx'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '#components/ui/tabs.tsx'

const remembered = 'portcullis.client'

/** How to tell a client of the servers that an agent may use. */
export function AgentConnect({ agent }: { agent: AgentDetail }) {
  const { href } = useOrganization()
  const [client, setClient] = useState('claude-code')
  const [platform, setPlatform] = useState<Platform>('unix')
  useEffect(() => {
    const last = localStorage.getItem(remembered)
    if (clients.some(({ id }) => id === last)) setClient(last ?? 'claude-code')
    if (navigator.userAgent.includes('Windows')) setPlatform('windows')
  }, [])
  const servers = agent.access.map((row) => ({ name: row.serverSlug, url: row.endpoint }))
  if (servers.length === 0)
    return (
      <Card>
        <EmptyState
          icon={Plug}
          title="Nothing to connect to yet"
          action={
            <Button asChild>
              <Link href={href(`/grants/new?agent=${agent.id}`)}>Grant access</Link>
            </Button>
          }
        >
          Grant {agent.name} a server; the configuration for its client then stands here.
        </EmptyState>
      </Card>
    )
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Connect a client</CardTitle>
          <CardDescription>
            For {servers.length === 1 ? 'the server' : `the ${servers.length} servers`} that {agent.name} may use. No
            snippet holds a key.
          </CardDescription>
        </div>
        <RadioGroup
          aria-label="Platform"
          value={platform}
          onValueChange={(value) => setPlatform(value as Platform)}
          className="flex gap-1.5"
        >
          <RadioChip value="unix">macOS, Linux</RadioChip>
          <RadioChip value="windows">Windows</RadioChip>
        </RadioGroup>
      </CardHeader>
      <CardBody>
        <Tabs
          value={client}
          onValueChange={(value) => {
            setClient(value)
            localStorage.setItem(remembered, value)
          }}
        >
          <TabsList aria-label="Client">
            {clients.map(({ id, name }) => (
              <TabsTrigger key={id} value={id}>
                {name}
              </TabsTrigger>
            ))}
          </TabsList>
          {clients.map((guide) => (
            <TabsContent key={guide.id} value={guide.id}>
              <Guide guide={guide} servers={servers} platform={platform} />
            </TabsContent>
          ))}
        </Tabs>
      </CardBody>
    </Card>
  )
}

function Guide({
  guide,
  servers,
  platform,
}: {
  guide: ClientGuide
  servers: { name: string; url: string }[]
  platform: Platform
}) {
  return (
    <div className="grid grid-cols-1 gap-5">
      {guide.usesVariable ? (
        <Step
          title="Put the key into the environment"
          says="where the client starts; a secret manager is better than a shell profile"
        >
          <CodeBlock code={keyLine(platform)} label="environment line" />
        </Step>
      ) : null}
      {guide.snippets(servers, platform).map((snippet) => (
        <Step key={snippet.label} title={snippet.label} says={snippet.file ? <code>{snippet.file}</code> : undefined}>
          <CodeBlock code={snippet.code} label={`${guide.name} ${snippet.language}`} />
        </Step>
      ))}
      {guide.links ? (
        <div className="flex flex-wrap gap-2">
          {guide.links(servers).map((link) => (
            <Button key={link.label} size="sm" asChild>
              <a href={link.href}>
                <ExternalLink aria-hidden />
                {link.label}
              </a>
            </Button>
          ))}
        </div>
      ) : null}
      {guide.note ? <p className="text-muted text-sm">{guide.note}</p> : null}
    </div>
  )
}

function Step({ title, says, children }: { title: string; says?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1.5 text-sm">
        <span className="font-medium">{title}</span>
        {says ? <span className="ml-2 text-muted">{says}</span> : null}
      </p>
      {children}
    </div>
  )
}
