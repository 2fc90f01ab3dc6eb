import type { Metadata } from 'next'
import { AddServerScreen } from '#components/servers/add-server-screen.tsx'

export const metadata: Metadata = { title: 'Add a server' }

export default function AddServerPage() {
  return <AddServerScreen />
}
