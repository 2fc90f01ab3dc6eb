import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={SearchX}
        title="Nothing here that you may see"
        action={
          <Button asChild>
            <Link href="/">Go to the start</Link>
          </Button>
        }
      >
        The address is wrong, it was removed, or it belongs to an organization that you are not in.
      </EmptyState>
    </main>
  )
}
