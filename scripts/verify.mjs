import { checkNode, ensureInstalled } from './prepare.mjs'
import { runStaticChecks } from './static-checks.mjs'

// `npm run verify`: everything that can be said about the code without running it.

checkNode()
await ensureInstalled()
const { failed } = await runStaticChecks()
if (failed > 0) process.exitCode = 1
