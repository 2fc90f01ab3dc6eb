'use client'
import { RefreshCw } from 'lucide-react'
import { CodeBlock } from '#components/page/code-block.tsx'
import { DescriptionList } from '#components/page/description-list.tsx'
import { Identifier } from '#components/page/identifier.tsx'
import { Notice } from '#components/page/notice.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { DiscoveryProgress } from '#components/servers/discovery-progress.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { ToolClassBadge, toolClassOrder } from '#components/servers/tool-class.tsx'
import { transportLabel } from '#components/servers/transports.ts'
import { useDiscovery } from '#components/servers/use-discovery.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'

/** What a server is, where agents reach it, and when it was last looked at. */
export function ServerOverview({ server, onShowTools }: { server: ServerDetail; onShowTools: () => void }) {
  const { current } = useOrganization()
  const { discovery, run } = useDiscovery()
  const waiting = server.tools.filter((tool) => tool.status !== 'confirmed')
  const quarantined = waiting.filter((tool) => tool.status === 'quarantined').length
  return (
    <div className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid grid-cols-1 content-start gap-5">
        {waiting.length > 0 ? (
          <Notice
            tone={quarantined > 0 ? 'danger' : 'warn'}
            title={`${waiting.length} ${waiting.length === 1 ? 'tool waits' : 'tools wait'} for you`}
            action={
              <Button size="sm" onClick={onShowTools}>
                Review
              </Button>
            }
          >
            {quarantined > 0
              ? `${quarantined} changed after being confirmed and ${quarantined === 1 ? 'is' : 'are'} refused for every agent.`
              : 'New tools are reached only by agents with full access until you confirm them.'}
          </Notice>
        ) : null}
        <Card>
          <CardHeader>
            <div>
              <CardTitle>Endpoint</CardTitle>
              <CardDescription>Agents connect here with their own key, never to the server itself.</CardDescription>
            </div>
          </CardHeader>
          <CardBody>
            <CodeBlock code={server.endpoint} label="endpoint" wrap />
          </CardBody>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>Details</CardTitle>
          </CardHeader>
          <CardBody>
            <DescriptionList
              items={[
                ['Slug', <Identifier key="slug">{server.slug}</Identifier>],
                ['Transport', transportLabel(server.transport)],
                ['Upstream', server.label ? <Identifier key="label">{server.label}</Identifier> : null],
                [
                  'Revision',
                  <span key="revision" className="tabular-nums">
                    {server.revision}
                  </span>,
                ],
                [
                  'Tools',
                  <span key="tools" className="flex flex-wrap gap-x-4 gap-y-1">
                    {toolClassOrder.map((value) => (
                      <span key={value} className="inline-flex items-center gap-1.5 tabular-nums">
                        {server.tools.filter((tool) => tool.class === value).length}
                        <ToolClassBadge value={value} />
                      </span>
                    ))}
                  </span>,
                ],
              ]}
            />
          </CardBody>
        </Card>
      </div>
      <Card className="self-start">
        <CardHeader>
          <div>
            <CardTitle>Discovery</CardTitle>
            <CardDescription>
              {server.discoveredAt ? (
                <>
                  Last looked <RelativeTime at={server.discoveredAt} />
                </>
              ) : (
                'Never looked at yet'
              )}
            </CardDescription>
          </div>
          {current.mayAdminister ? (
            <Button size="sm" disabled={discovery.state === 'running'} onClick={() => void run(server.id)}>
              <RefreshCw aria-hidden />
              Discover
            </Button>
          ) : null}
        </CardHeader>
        <CardBody>
          {discovery.state !== 'idle' ? (
            <DiscoveryProgress discovery={discovery} />
          ) : server.lastError ? (
            <Notice tone="danger" title="The last discovery failed">
              {server.lastError}
            </Notice>
          ) : (
            <p className="text-muted text-sm">
              Discovering lists the tools again. A tool that is new, or that changed since you confirmed it, waits for
              you.
            </p>
          )}
        </CardBody>
      </Card>
    </div>
  )
}
