import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnv, projectNode, root } from './prepare.mjs'
import { run, step } from './step.mjs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/**
 * Finds a Chromium for the browser tests, and installs one where there is none: Debian's when we are root and apt is
 * there, else Playwright's own.
 *
 * @returns the path for CHROMIUM_PATH, or undefined when Playwright finds its own by itself.
 * @throws with what to do when neither works.
 */
export async function ensureChromium() {
  const found = installed()
  if (found || (await playwrightHasOne())) return found
  const reasons = []
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    try {
      await step('Chromium installed (apt-get)', async () => {
        const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
        await run('apt-get', ['update'], { env })
        await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env })
      })
      return installed()
    } catch (error) {
      reasons.push(error.message)
    }
  }
  try {
    const withDeps = process.getuid?.() === 0 ? ['--with-deps'] : []
    await step('Chromium installed (playwright)', () => playwright(['install', ...withDeps, 'chromium']))
    return undefined
  } catch (error) {
    reasons.push(error.message)
  }
  throw new Error(
    `There is no Chromium for the browser tests, and it could not be installed:\n${reasons.join('\n')}\n` +
      'Install it (Debian: sudo apt-get install chromium; elsewhere: npx playwright install --with-deps chromium), or set CHROMIUM_PATH to a Chromium or Chrome.',
  )
}

function installed() {
  return [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path))
}

async function playwrightHasOne() {
  const asked = await run(
    projectNode(),
    [
      '--input-type=module',
      '-e',
      `import { chromium } from '@playwright/test'; console.log(chromium.executablePath())`,
    ],
    { cwd: root, env: projectEnv(), check: false },
  )
  return asked.code === 0 && existsSync(asked.output.trim())
}

function playwright(args) {
  return run(projectNode(), [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), ...args], {
    cwd: root,
    env: projectEnv(),
  })
}
