'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleSlash, Ellipsis, MessageCircleQuestion, PencilLine, ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Grant } from '#components/grants/grant-table.tsx'
import { RevokeGrant } from '#components/grants/revoke-grant.tsx'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'

/** What can be done about one grant. */
export function GrantActions({ grant }: { grant: Grant }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { href, current } = useOrganization()
  const [dialog, setDialog] = useState<'revoke' | 'confirm'>()
  const change = useMutation(trpc.grants.change.mutationOptions())
  const open = !grant.endedAt && grant.state !== 'expired'
  const close = (next: boolean) => setDialog(next ? dialog : undefined)
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${grant.agent.name} on ${grant.server.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {open && current.mayAdminister ? (
            <>
              {grant.state === 'suspended' ? (
                <DropdownMenuItem onSelect={() => setDialog('confirm')}>
                  <ShieldCheck aria-hidden />
                  Confirm again
                </DropdownMenuItem>
              ) : null}
              <DropdownMenuItem asChild>
                <Link href={href(`/grants/${grant.id}`)}>
                  <PencilLine aria-hidden />
                  Change
                </Link>
              </DropdownMenuItem>
            </>
          ) : null}
          <DropdownMenuItem asChild>
            <Link href={href(`/explain?agent=${grant.agent.id}&server=${grant.server.slug}`)}>
              <MessageCircleQuestion aria-hidden />
              Explain
            </Link>
          </DropdownMenuItem>
          {open && current.mayAdminister ? (
            <DropdownMenuItem tone="danger" onSelect={() => setDialog('revoke')}>
              <CircleSlash aria-hidden />
              Revoke
            </DropdownMenuItem>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      <RevokeGrant grant={grant} open={dialog === 'revoke'} onOpenChange={close} />
      <ConfirmDialog
        open={dialog === 'confirm'}
        onOpenChange={close}
        title={`Confirm ${grant.agent.name} on ${grant.server.name}?`}
        description={`${grant.server.name} was pointed somewhere else after this was granted. The grant takes effect again with the server as it is now.`}
        confirm="Confirm grant"
        tone="primary"
        onConfirm={async () => {
          await change.mutateAsync({ grantId: grant.id, confirmRevision: true })
          await queryClient.invalidateQueries()
          toast.success('The grant takes effect again')
        }}
      />
    </>
  )
}
