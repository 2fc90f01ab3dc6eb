'use client'
import { ThemeProvider as Provider } from 'next-themes'
import type { ReactNode } from 'react'

/** Sets the theme before the first paint; the nonce lets its script run under the content security policy. */
export function ThemeProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <Provider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce ?? ''}>
      {children}
    </Provider>
  )
}
