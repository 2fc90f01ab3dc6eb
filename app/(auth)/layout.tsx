import type { ReactNode } from 'react'
import { GatePattern } from '#components/shell/gate-pattern.tsx'
import { Logo } from '#components/shell/logo.tsx'
import { ApiProvider } from '#components/trpc/provider.tsx'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <div className="grid min-h-dvh lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <aside aria-label="About Portcullis" className="relative hidden overflow-hidden border-r bg-sunken lg:block">
          <GatePattern className="absolute inset-x-0 top-0 h-[70%] w-full" />
          <div className="absolute inset-x-0 bottom-0 p-10 xl:p-14">
            <p className="max-w-sm text-balance font-semibold text-2xl tracking-tight">
              Which agent may use which server, with which tools, until when.
            </p>
            <p className="mt-3 max-w-sm text-pretty text-muted">
              Every call passes the gate. What is not granted does not happen, and what happened is written down.
            </p>
          </div>
        </aside>
        <main className="flex flex-col px-5 py-8 sm:px-10">
          <div className="mx-auto w-full max-w-sm lg:mx-0 lg:ml-[12%]">
            <Logo />
          </div>
          <div className="mx-auto my-auto w-full max-w-sm py-10 lg:mx-0 lg:ml-[12%]">{children}</div>
        </main>
      </div>
    </ApiProvider>
  )
}
