import type { ComponentProps } from 'react'

/** The mark: a raised gate, its outer bars grounded and its inner points hanging in the arch. */
export function LogoMark(props: ComponentProps<'svg'>) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" {...props}>
      <path d="M3.25 21V11a8.75 8.75 0 0 1 17.5 0v10" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path d="M8 5.5v9.2l0 0M12 3.4v13.4M16 5.5v9.2M4 9.25h16M4 13h16" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6.6 14.2h2.8L8 17.4zM10.6 16.2h2.8L12 19.8zM14.6 14.2h2.8L16 17.4z" fill="currentColor" />
    </svg>
  )
}

/** The mark with the name. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-lg tracking-tight">
      <LogoMark className="size-6 text-primary" />
      Portcullis
    </span>
  )
}
