'use client'
import { LogOut } from 'lucide-react'
import { signOut } from 'next-auth/react'
import { useOrganization } from '#components/shell/organization-context.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'

/** Who is signed in, and the way out. */
export function UserMenu() {
  const { user } = useOrganization().session
  const leave = async () => {
    await signOut({ redirect: false })
    // A full load, so that nothing of the session stays in memory.
    window.location.assign('/sign-in')
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover">
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-xs"
        >
          {initials(user.name ?? user.email)}
        </span>
        <span className="min-w-0">
          <span className="block truncate font-medium text-sm leading-4.5">{user.name ?? user.email}</span>
          <span className="sr-only">Account</span>
        </span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-60">
        <DropdownMenuLabel className="truncate">{user.email}</DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void leave()}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean)
  return ((words[0]?.[0] ?? '') + (words[1]?.[0] ?? '')).toUpperCase()
}
