import { Bot, House, KeySquare, type LucideIcon, MessageCircleQuestion, ScrollText, Server } from 'lucide-react'

export interface Place {
  path: string
  label: string
  icon: LucideIcon
  /** The second key after `g`. */
  key: string
}

export const places: Place[] = [
  { path: '', label: 'Home', icon: House, key: 'h' },
  { path: '/servers', label: 'Servers', icon: Server, key: 's' },
  { path: '/agents', label: 'Agents', icon: Bot, key: 'a' },
  { path: '/grants', label: 'Grants', icon: KeySquare, key: 'g' },
  { path: '/explain', label: 'Explain', icon: MessageCircleQuestion, key: 'e' },
  { path: '/audit', label: 'Audit', icon: ScrollText, key: 'u' },
]
