import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'

/** A table that scrolls sideways inside its frame; `caption` is read out, not shown. */
export function Table({ className, caption, children, ...props }: ComponentProps<'table'> & { caption: string }) {
  return (
    <ScrollRegion label={caption} className="relative w-full overflow-x-auto">
      <table className={cn('w-full border-separate border-spacing-0 text-left text-base', className)} {...props}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </ScrollRegion>
  )
}

/** The head row's cell. */
export function Th({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'h-9 whitespace-nowrap border-b bg-surface px-3 font-medium text-muted text-xs first:pl-4 last:pr-4 sm:last:pr-5 sm:first:pl-5',
        className,
      )}
      {...props}
    />
  )
}

/** A row of the body. */
export function Tr({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('group/row hover:bg-row-hover', className)} {...props} />
}

/** A cell of the body. */
export function Td({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      className={cn(
        'h-12 border-b px-3 py-2 align-middle group-last/row:border-b-0 first:pl-4 last:pr-4 sm:last:pr-5 sm:first:pl-5',
        className,
      )}
      {...props}
    />
  )
}

/** The cell that names its row; it stays in view while the rest scrolls. */
export function RowTh({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="row"
      className={cn(
        'sticky left-0 z-10 h-12 border-b bg-surface px-3 py-2 text-left align-middle font-normal first:pl-4 group-last/row:border-b-0 group-hover/row:bg-row-hover max-sm:min-w-32 max-sm:max-w-48 sm:first:pl-5',
        className,
      )}
      {...props}
    />
  )
}
