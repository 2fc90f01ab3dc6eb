import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, step } from './step.mjs'

// Runs before node_modules exists, on any Node from 20: built-in modules and plain JavaScript only.

/** The project's directory. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const nodeOfProject = join(root, 'node_modules', '.bin', 'node')

/** Refuses a Node that is too old for what runs before the project's own Node is there. */
export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  throw new Error(`Node ${process.version} is too old: install Node 20 or newer from https://nodejs.org.`)
}

/** Installs the packages of package-lock.json when those in node_modules are missing or others. */
export async function ensureInstalled() {
  if (isInstalled()) return
  const npm = process.env.npm_execpath
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  await step('packages installed (npm ci)', () =>
    run(command, [...args, 'ci', '--no-audit', '--no-fund'], { cwd: root }),
  )
}

// npm keeps its own list of what it put there, and writes it last.
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted)
    throw new Error('package-lock.json is missing or broken: restore it with git checkout package-lock.json.')
  if (!there) return false
  const withoutDev = process.env.NODE_ENV === 'production' && !existsSync(nodeOfProject) && nodeIsRight(process.version)
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = there[path]
    return found ? found.version === entry.version : entry.optional || (withoutDev && (entry.dev || entry.devOptional))
  })
}

/** Builds the pages for production when their sources have changed since the last build. */
export async function ensureBuilt() {
  const stamp = join(root, '.next', 'portcullis-build.json')
  const sources = hashOfSources()
  if (existsSync(join(root, '.next', 'BUILD_ID')) && readJson(stamp)?.sources === sources) return
  await step('pages built (next build)', async () => {
    const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next')
    await run(projectNode(), [next, 'build'], { cwd: root, env: projectEnv({ NODE_ENV: 'production' }) })
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, `${JSON.stringify({ sources })}\n`)
  })
}

const builtFrom = ['app', 'components', 'public', 'server', 'drizzle', 'proxy.ts', 'package-lock.json', 'package.json']
const configs = ['next.config.ts', 'postcss.config.mjs', 'tsconfig.json', 'instrumentation.ts']

function hashOfSources() {
  const hash = createHash('sha256').update(process.platform)
  for (const file of [...builtFrom, ...configs].flatMap((name) => filesBelow(join(root, name)))) {
    if (/\.test\.tsx?$/.test(file)) continue
    const content = readFileSync(file)
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

/** The Node that the program runs on: the project's own, else this one if it is new enough (a container's). */
export function projectNode() {
  if (existsSync(nodeOfProject)) return nodeOfProject
  if (nodeIsRight(process.version)) return process.execPath
  throw new Error(
    `Node 24 is missing in node_modules (npm's install scripts may be off: "npm config get ignore-scripts"). Install Node 24, or allow the scripts and run: npm ci`,
  )
}

/** The environment for programs of the project: its own Node first, no telemetry. */
export function projectEnv(more = {}) {
  const path = [dirname(projectNode()), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  return { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1', ...more }
}

function nodeIsRight(version) {
  return Number(version.slice(1).split('.')[0]) >= 24
}

/** Reads a JSON file; null when it is not there or not JSON. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
