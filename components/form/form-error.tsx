import type { ReactNode } from 'react'
import { Notice } from '#components/page/notice.tsx'

/** Why a form as a whole was refused; read out when it appears. */
export function FormError({ children }: { children?: ReactNode }) {
  if (!children) return null
  return (
    <Notice tone="danger" role="alert">
      {children}
    </Notice>
  )
}
