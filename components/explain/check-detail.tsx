import { Identifier } from '#components/page/identifier.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'

interface Check {
  check: string
  passed: boolean
  detail: string
}

const levelWords: Record<string, string> = { read_only: 'read only', full_access: 'full access', custom: 'custom' }

// What is as it should be is said by the title already.
const ordinary = new Set(['active', 'running', 'confirmed'])

/** What the decision looked at in a check, in words; a moment as a distance. Nothing where the title says it all. */
export function CheckDetail({ check }: { check: Check }) {
  const { detail } = check
  if (detail === '' || (check.passed && ordinary.has(detail))) return null
  switch (check.check) {
    case 'grant_open':
      return <Moment text={detail} before="it ended " />
    case 'grant_expiry':
      return <Moment text={detail} before={check.passed ? 'it ends ' : 'it ended '} />
    case 'tool_known':
      return <Identifier>{detail}</Identifier>
    case 'grant':
      return <>level {levelWords[detail] ?? detail}</>
    case 'level':
      return <>{detail.replace(/^[a-z_]+/, (level) => levelWords[level] ?? level)}</>
    default:
      return <>{detail.replaceAll('_', ' ')}</>
  }
}

// PostgreSQL writes a moment almost, but not quite, as ISO 8601 does.
function Moment({ text, before }: { text: string; before: string }) {
  const at = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  if (Number.isNaN(at.getTime())) return <>{text}</>
  return (
    <>
      {before}
      <RelativeTime at={at} />
    </>
  )
}
