'use client'
import { Crash } from '#components/page/crash.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <Crash digest={error.digest} reset={reset} />
    </main>
  )
}
