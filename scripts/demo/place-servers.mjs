import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectNode, readJson, root } from '../prepare.mjs'
import { demoDir } from './state.mjs'

const servers = ['server-everything', 'server-filesystem'].map((name) => `node_modules/@modelcontextprotocol/${name}`)
const launcher = fileURLToPath(new URL('./serve-everything.mjs', import.meta.url))

/**
 * Says where the demo's MCP servers, the program that runs them and the sample folder are. A normal user runs them where
 * npm put them. As root each server runs under a user id of its own, which can neither enter a checkout below a closed
 * directory nor read files made under a strict umask: then they are copied to a place that every user id can read.
 *
 * @param samples name of the sample folder, which nobody can guess.
 */
export function placeServers(samples) {
  const foreign = process.getuid?.() === 0
  const base = foreign ? shelter() : demoDir
  const packages = foreign ? copiedPackages(base) : root
  const node = foreign ? nodeForAll(base) : 'node'
  return {
    everything: join(packages, servers[0], 'dist', 'index.js'),
    filesystem: join(packages, servers[1], 'dist', 'index.js'),
    launcher: foreign ? join(packages, 'serve-everything.mjs') : launcher,
    /** What Portcullis may start (STDIO_COMMANDS), and the executable for what we start ourselves. */
    node,
    executable: node === 'node' ? (foreign ? systemNode() : projectNode()) : node,
    base,
    samples: join(base, samples),
    // Other people's code does not run as root here; this id is outside the range that Portcullis gives its children.
    account: foreign ? { uid: 220_001, gid: 220_001 } : {},
    foreign,
  }
}

/** A directory that every user id can pass through, none can list, and only root can write to. */
function shelter() {
  const name = `portcullis-demo-${createHash('sha256').update(demoDir).digest('hex').slice(0, 12)}`
  const path = join(isWritable('/var/lib') ? '/var/lib' : tmpdir(), name)
  mkdirSync(path, { recursive: true, mode: 0o711 })
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== 0) throw new Error(`${path} is not a directory of ours.`)
  chmodSync(path, 0o711)
  return path
}

function copiedPackages(base) {
  const locked = readJson(join(root, 'package-lock.json')).packages
  const wanted = servers.reduce((found, path) => withDependencies(locked, path, found), new Set())
  const versions = [...wanted].map((path) => `${path}@${locked[path].version}`).sort()
  const hash = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12)
  const place = join(base, `servers-${hash}`)
  if (!existsSync(place)) {
    const part = `${place}.part`
    rmSync(part, { recursive: true, force: true })
    for (const path of [...wanted].filter((each) => existsSync(join(root, each)))) {
      // What lies nested in a package's own node_modules is in the list itself.
      const nested = join(root, path, 'node_modules')
      cpSync(join(root, path), join(part, path), { recursive: true, filter: (source) => source !== nested })
    }
    execFileSync('chmod', ['-R', 'a+rX', part])
    renameSync(part, place)
    const old = readdirSync(base).filter((name) => name.startsWith('servers-') && join(base, name) !== place)
    for (const name of old) rmSync(join(base, name), { recursive: true })
  }
  copyFileSync(launcher, join(place, 'serve-everything.mjs'))
  chmodSync(join(place, 'serve-everything.mjs'), 0o644)
  return place
}

/** The packages that one needs to run, by their paths in package-lock.json, found as Node looks for them. */
function withDependencies(locked, path, found) {
  if (found.has(path)) return found
  found.add(path)
  const { dependencies, optionalDependencies, peerDependencies } = locked[path]
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const dependency = lookUp(locked, path, name)
    if (dependency) withDependencies(locked, dependency, found)
  }
  return found
}

function lookUp(locked, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = join(at, 'node_modules', name)
    if (locked[path]) return path
    if (at === '') return null
  }
}

// Portcullis takes `node` from the system's directories first. Where there is none for other users there, the project's
// own is copied and named by its path.
function nodeForAll(base) {
  const system = systemNode()
  if (system && isOpenToAll(system) && isNewEnough(system)) return 'node'
  const source = realpathSync(projectNode())
  const copy = join(base, 'bin', 'node')
  if (!existsSync(copy) || statSync(copy).size !== statSync(source).size) {
    mkdirSync(dirname(copy), { recursive: true })
    chmodSync(dirname(copy), 0o755)
    copyFileSync(source, `${copy}.part`)
    chmodSync(`${copy}.part`, 0o755)
    renameSync(`${copy}.part`, copy)
  }
  return copy
}

function systemNode() {
  const places = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return places.map((place) => join(place, 'node')).find((file) => existsSync(file))
}

function isOpenToAll(link) {
  const file = realpathSync(link)
  for (let at = file; dirname(at) !== at; at = dirname(at)) if ((statSync(at).mode & 0o1) === 0) return false
  return (statSync(file).mode & 0o5) === 0o5
}

function isNewEnough(file) {
  try {
    return Number(/^v(\d+)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' }))?.[1]) >= 20
  } catch {
    return false
  }
}

function isWritable(directory) {
  try {
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}
