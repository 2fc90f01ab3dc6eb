'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { places } from '#components/shell/navigation.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { OrganizationMenu } from '#components/shell/organization-menu.tsx'
import { ThemeSwitch } from '#components/shell/theme-switch.tsx'
import { UserMenu } from '#components/shell/user-menu.tsx'
import { cn } from '#components/ui/cn.ts'

/** Where one is and where one can go; `onNavigate` closes the sheet that holds it on a narrow screen. */
export function Sidebar({ onSearch, onNavigate }: { onSearch: () => void; onNavigate?: () => void }) {
  const { href } = useOrganization()
  const pathname = usePathname()
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <OrganizationMenu />
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8.5 items-center gap-2.5 rounded-md border bg-surface px-2.5 text-muted text-sm hover:border-input hover:text-foreground"
      >
        <Search aria-hidden className="size-4" />
        Search or do
        <kbd className="ml-auto rounded-sm border bg-sunken px-1.5 text-2xs">Ctrl K</kbd>
      </button>
      <nav aria-label="Main">
        <ul className="grid grid-cols-1 gap-0.5">
          {places.map(({ path, label, icon: Icon }) => {
            const here = path === '' ? pathname === href() : pathname.startsWith(href(path))
            return (
              <li key={path}>
                <Link
                  href={href(path)}
                  aria-current={here ? 'page' : undefined}
                  onClick={onNavigate}
                  className={cn(
                    'relative flex h-8.5 items-center gap-3 rounded-md px-2.5 text-muted transition-colors hover:bg-hover hover:text-foreground',
                    here &&
                      "bg-hover font-medium text-foreground before:absolute before:inset-y-2 before:-left-3 before:w-0.75 before:rounded-r-full before:bg-primary before:content-['']",
                  )}
                >
                  <Icon aria-hidden className={cn('size-4', here && 'text-primary')} />
                  {label}
                </Link>
              </li>
            )
          })}
        </ul>
      </nav>
      <div className="mt-auto flex items-center gap-1 border-t pt-3">
        <UserMenu />
        <ThemeSwitch />
      </div>
    </div>
  )
}
