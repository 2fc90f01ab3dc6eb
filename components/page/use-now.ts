'use client'
import { useEffect, useState } from 'react'

/** The time, renewed twice a minute. `mounted` is false while the server's zone would be shown instead of the reader's. */
export function useNow(): { now: Date; mounted: boolean } {
  const [state, setState] = useState(() => ({ now: new Date(), mounted: false }))
  useEffect(() => {
    const tick = () => setState({ now: new Date(), mounted: true })
    tick()
    const timer = setInterval(tick, 30_000)
    return () => clearInterval(timer)
  }, [])
  return state
}
