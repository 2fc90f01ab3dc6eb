import { LockKeyhole } from 'lucide-react'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Card } from '#components/ui/card.tsx'

/** Says that this takes an admin; the server refuses it too. */
export function NoPermission({ what }: { what: string }) {
  return (
    <Card>
      <EmptyState icon={LockKeyhole} title={`Only admins ${what}`}>
        Ask an admin of the organization to do it, or to change your role.
      </EmptyState>
    </Card>
  )
}
