import { CopyButton } from '#components/page/copy-button.tsx'

/** A text to copy as it stands. */
export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
  return (
    <div className="relative rounded-lg border bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
      <section aria-label={label} className="focus-inset overflow-x-auto rounded-lg" tabIndex={0}>
        <pre className={`p-3.5 pr-12 text-xs leading-5 ${wrap ? 'whitespace-pre-wrap break-all' : ''}`}>
          <code>{code}</code>
        </pre>
      </section>
      <div className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
        <CopyButton text={code} label={label} />
      </div>
    </div>
  )
}
