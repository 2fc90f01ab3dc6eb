'use client'
import { Crash } from '#components/page/crash.tsx'

export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <Crash digest={error.digest} reset={reset} />
}
