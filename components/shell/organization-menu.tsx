'use client'
import { ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import { LogoMark } from '#components/shell/logo.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'

/** The organization on screen, and the way to the others. */
export function OrganizationMenu() {
  const { current, session } = useOrganization()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover">
        <LogoMark className="size-7 shrink-0 text-primary" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-semibold leading-5">{current.name}</span>
          <span className="block truncate text-muted text-xs">{current.role}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="sr-only">Switch organization</span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        <DropdownMenuLabel>Organizations</DropdownMenuLabel>
        {session.organizations.map((organization) => (
          <DropdownMenuItem key={organization.id} asChild>
            <Link
              href={`/o/${organization.slug}`}
              aria-current={organization.slug === current.slug ? 'true' : undefined}
            >
              <span className="min-w-0 flex-1 truncate">{organization.name}</span>
              <span className="text-muted text-xs">{organization.role}</span>
            </Link>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
