'use client'
import { Menu, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { CommandPalette } from '#components/shell/command-palette.tsx'
import { Logo } from '#components/shell/logo.tsx'
import { places } from '#components/shell/navigation.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { ShortcutHelp } from '#components/shell/shortcut-help.tsx'
import { Sidebar } from '#components/shell/sidebar.tsx'
import { useShortcuts } from '#components/shell/use-shortcuts.ts'
import { Button } from '#components/ui/button.tsx'
import { Sheet, SheetContent, SheetTrigger } from '#components/ui/sheet.tsx'

/** The frame of every dashboard page: sidebar (a sheet where the screen is narrow), palette, keys, main. */
export function DashboardShell({ children }: { children: ReactNode }) {
  const [menu, setMenu] = useState(false)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const { href } = useOrganization()
  const router = useRouter()
  useShortcuts({
    palette: () => setPalette((open) => !open),
    help: () => setHelp(true),
    go: (key) => {
      const place = places.find((candidate) => candidate.key === key)
      if (place) router.push(href(place.path))
    },
  })
  const search = () => {
    setMenu(false)
    setPalette(true)
  }
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-primary px-4 py-2 font-medium text-primary-foreground focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex h-13 items-center gap-2 border-b bg-sunken px-3 lg:hidden">
        <Sheet open={menu} onOpenChange={setMenu}>
          <SheetTrigger asChild>
            <Button variant="ghost" size="icon" aria-label="Menu">
              <Menu aria-hidden />
            </Button>
          </SheetTrigger>
          <SheetContent side="left" title="Menu" hideTitle className="bg-sunken pt-10">
            <Sidebar onSearch={search} onNavigate={() => setMenu(false)} />
          </SheetContent>
        </Sheet>
        <Logo />
        <Button variant="ghost" size="icon" aria-label="Search or do" className="ml-auto" onClick={search}>
          <Search aria-hidden />
        </Button>
      </header>
      <aside aria-label="Sidebar" className="sticky top-0 hidden h-dvh overflow-y-auto border-r bg-sunken lg:block">
        <Sidebar onSearch={search} />
      </aside>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-6 pb-16 outline-none sm:px-8 sm:pt-8">
        <div className="mx-auto max-w-6xl">{children}</div>
      </main>
      <CommandPalette open={palette} onOpenChange={setPalette} />
      <ShortcutHelp open={help} onOpenChange={setHelp} />
    </div>
  )
}
