import { callTool } from '#server/gateway/testing/call-tool.ts'
import { openUpstream } from '#server/gateway/upstream/open-upstream.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'

// Runnable: a process that opens a stdio upstream, tells the child's process id, and waits to be killed.
// Arguments: the target, the settings (JSON each).
const [target = '', settings = ''] = process.argv.slice(2)
const connection = await openUpstream(JSON.parse(target) as UpstreamTarget, {
  settings: JSON.parse(settings),
  log: { warn: () => undefined },
  key: `abrupt-${process.pid}`,
  signal: AbortSignal.timeout(20_000),
})
const { text } = await callTool(connection, { name: 'environment' })
process.stdout.write(`${JSON.parse(text).pid}\n`)
if (process.argv.includes('exit')) process.exit(1)
setInterval(() => undefined, 60_000)
