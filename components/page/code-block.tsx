import { CopyButton } from '#components/page/copy-button.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'

/** A text to copy as it stands. */
export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
  return (
    <div className="relative rounded-lg border bg-sunken">
      <ScrollRegion label={label} className="overflow-x-auto rounded-lg">
        <pre className={`p-3.5 pr-12 text-xs leading-5 ${wrap ? 'whitespace-pre-wrap break-all' : ''}`}>
          <code>{code}</code>
        </pre>
      </ScrollRegion>
      <div className="absolute top-1.75 right-1.75 rounded-md bg-sunken">
        <CopyButton text={code} label={label} />
      </div>
    </div>
  )
}
