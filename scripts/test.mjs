import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { checkNode, ensureBuilt, ensureInstalled, projectEnv, projectNode, readJson, root } from './prepare.mjs'
import { runStaticChecks } from './static-checks.mjs'
import { elapsed, run } from './step.mjs'

// `npm test`: everything, from a fresh clone. The last line is `N passed, N failed`, counted from the runners' own
// reports; a runner that breaks without a report counts as one failure.

const reports = mkdtempSync(join(tmpdir(), 'portcullis-reports-'))
const total = { passed: 0, failed: 0 }

checkNode()
await ensureInstalled()
await suite('static checks', runStaticChecks)
await suite('unit and database tests', unitTests)
await suite('browser tests', browserTests)
rmSync(reports, { recursive: true, force: true })
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

async function suite(name, work) {
  const since = performance.now()
  process.stdout.write(`\n── ${name}\n`)
  let counts = { passed: 0, failed: 1 }
  try {
    counts = await work()
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
  }
  total.passed += counts.passed
  total.failed += counts.failed
  process.stdout.write(`── ${name}: ${counts.passed} passed, ${counts.failed} failed (${elapsed(since)})\n`)
}

async function unitTests() {
  const report = join(reports, 'vitest.json')
  const { code } = await tool('vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const result = readJson(report)
  if (!result) return { passed: 0, failed: 1 }
  // A file that cannot be loaded has no test to count.
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((each) => each.status === 'failed'),
  )
  return counted(result.numPassedTests, result.numFailedTests + broken.length, code)
}

async function browserTests() {
  await ensureBuilt()
  const chromium = await ensureChromium()
  const report = join(reports, 'playwright.json')
  const { code } = await tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  })
  const result = readJson(report)
  if (!result) return { passed: 0, failed: 1 }
  // What passed only when it was tried again is a race, not a pass.
  return counted(result.stats.expected, result.stats.unexpected + result.stats.flaky, code)
}

// An error outside of any test leaves the counts clean, but not the exit code.
function counted(passed, failed, code) {
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed }
}

function tool(path, args, env = {}) {
  const program = join(root, 'node_modules', path)
  return run(projectNode(), [program, ...args], {
    cwd: root,
    env: projectEnv({ CI: 'true', ...env }),
    show: true,
    check: false,
  })
}
