import { DoorOpen, Eye, ListChecks } from 'lucide-react'

export type Level = 'read_only' | 'custom' | 'full_access'

/** The access levels in plain words, narrowest first. */
export const levels = {
  read_only: {
    label: 'Read only',
    icon: Eye,
    tone: 'primary',
    says: 'Confirmed tools that only read. A tool that is confirmed as reading later is included.',
  },
  custom: {
    label: 'Custom',
    icon: ListChecks,
    tone: 'neutral',
    says: 'Exactly the tools you pick. Nothing that is added later.',
  },
  full_access: {
    label: 'Full access',
    icon: DoorOpen,
    tone: 'warn',
    says: 'Every tool of the server, also destructive ones and tools added in the future, before anyone has looked at them.',
  },
} as const

export const levelOrder: Level[] = ['read_only', 'custom', 'full_access']
