import { type DiffLine, definitionText, diffLines } from '#components/servers/diff-lines.ts'
import { cn } from '#components/ui/cn.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'

/** What a tool was when it was confirmed beside what it is now. Lines that differ carry a sign, not only a colour. */
export function DefinitionDiff({ approved, found }: { approved: unknown; found: unknown }) {
  const rows = diffLines(definitionText(approved), definitionText(found))
  return (
    <ScrollRegion label="Difference" className="max-h-96 overflow-auto rounded-lg border bg-sunken">
      <table className="w-full min-w-176 table-fixed border-collapse font-mono text-xs leading-5">
        <thead>
          <tr className="sticky top-0 bg-sunken font-sans">
            <th scope="col" className="border-r border-b px-3 py-1.5 text-left font-medium text-muted">
              Confirmed
            </th>
            <th scope="col" className="border-b px-3 py-1.5 text-left font-medium text-muted">
              Found now
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place.
            <tr key={index}>
              <Side line={row.left} className="border-r" />
              <Side line={row.right} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const signs = { same: ' ', removed: '−', added: '+' }

function Side({ line, className }: { line: DiffLine | null; className?: string }) {
  return (
    <td
      className={cn(
        'whitespace-pre-wrap break-words px-3 align-top',
        line?.kind === 'removed' && 'bg-danger-soft text-danger',
        line?.kind === 'added' && 'bg-ok-soft text-ok',
        !line && 'bg-hover/40',
        className,
      )}
    >
      {line ? `${signs[line.kind]} ${line.text}` : null}
    </td>
  )
}
