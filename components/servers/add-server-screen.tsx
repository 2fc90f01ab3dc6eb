'use client'
import { useState } from 'react'
import { NoPermission } from '#components/page/no-permission.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { AddServerForm } from '#components/servers/add-server-form.tsx'
import { FirstDiscovery } from '#components/servers/first-discovery.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Card } from '#components/ui/card.tsx'

/** Registers a server and, on the same page, shows what it turns out to be. */
export function AddServerScreen() {
  const { href, current } = useOrganization()
  const [created, setCreated] = useState<{ id: string; slug: string; name: string }>()
  return (
    <div className="max-w-2xl">
      <PageHeader
        back={{ href: href('/servers'), label: 'Servers' }}
        title={created ? created.name : 'Add a server'}
        description={
          created
            ? 'Saved. This is what the server says about itself.'
            : 'Its tools are listed right after. No agent can use it before you grant access.'
        }
      />
      {!current.mayAdminister ? (
        <NoPermission what="register servers" />
      ) : created ? (
        <FirstDiscovery server={created} />
      ) : (
        <Card className="p-4 sm:p-6">
          <AddServerForm onCreated={setCreated} />
        </Card>
      )}
    </div>
  )
}
