'use client'
import { createContext, type ReactNode, use } from 'react'
import type { RouterOutputs } from '#components/trpc/context.ts'

export interface OrganizationView {
  current: RouterOutputs['organizations']['current']
  session: RouterOutputs['session']['get']
}

const Context = createContext<OrganizationView | null>(null)

/** Tells the screens below it which organization they show and who looks. What they may do, the server decides again. */
export function OrganizationProvider({ value, children }: { value: OrganizationView; children: ReactNode }) {
  return <Context value={value}>{children}</Context>
}

/** The organization of the path, who is signed in, and `href` to stay inside it. Throws outside a dashboard page. */
export function useOrganization() {
  const view = use(Context)
  if (!view) throw new Error('useOrganization needs an OrganizationProvider above it')
  return { ...view, href: (path = '') => `/o/${view.current.slug}${path}` }
}
