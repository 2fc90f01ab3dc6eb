import { checkNode, ensureBuilt, ensureInstalled } from './prepare.mjs'

// `npm run demo`: Portcullis with three real MCP servers, agents and grants to look at, from a fresh clone.
// `npm run demo -- tools …` and `npm run demo -- call …` ask a demo that runs, as one of its agents.

const [command, ...words] = process.argv.slice(2)

try {
  checkNode()
  await ensureInstalled()
  // Imported only now: they need the packages.
  if (command === undefined) {
    await ensureBuilt()
    const { runDemo } = await import('./demo/run-demo.mjs')
    await runDemo()
  } else {
    const { askDemo } = await import('./demo/ask-demo.mjs')
    await askDemo(command, words)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
