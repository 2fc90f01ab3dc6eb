import type { Metadata } from 'next'
import { ChangeGrantScreen } from '#components/grants/change-grant-screen.tsx'

export const metadata: Metadata = { title: 'Change a grant' }

export default async function ChangeGrantPage({ params }: { params: Promise<{ grant: string }> }) {
  return <ChangeGrantScreen grantId={(await params).grant} />
}
