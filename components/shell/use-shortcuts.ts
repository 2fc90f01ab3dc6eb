'use client'
import { useEffect, useRef } from 'react'

const sequenceWindow = 1200

/**
 * Listens for `Ctrl/Cmd+K`, `?` and `g` followed by another key. Keys typed into a field, a menu or a dialog are left
 * alone, and so is everything while a modifier is held.
 */
export function useShortcuts(handlers: { palette: () => void; help: () => void; go: (key: string) => void }): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useEffect(() => {
    let leader = 0
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return latest.current.palette()
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') return latest.current.help()
      if (event.key === 'g' && Date.now() - leader > sequenceWindow) {
        leader = Date.now()
        return
      }
      if (Date.now() - leader <= sequenceWindow) {
        leader = 0
        latest.current.go(event.key)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null)
  )
}
