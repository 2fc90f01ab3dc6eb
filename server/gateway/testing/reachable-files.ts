import { constants } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const FIXTURES = 'server/gateway/testing'
const PACKAGES = ['@modelcontextprotocol/sdk', 'node']

export interface ReachableFiles {
  /** Our own Node, as a path that every user of this machine can run. */
  node: string
  /** The runnable stdio fixture. */
  fixture: string
  /** A file of an installed package. */
  moduleFile(name: string, file: string): string
  remove(): Promise<void>
}

/**
 * Gives files that a stdio child can read under its own user id. As root in a checkout that is closed to others (below a
 * 0700 directory, or under a strict umask) they are copied to where they can be read; otherwise they stay where they are.
 * @param servers the npm packages of servers that a test starts
 */
export async function reachableFiles(servers: readonly string[] = []): Promise<ReachableFiles> {
  const closed = process.getuid?.() === 0 && !(await isReadableByAll(join(root, FIXTURES, 'stdio-test-server.ts')))
  const at = closed ? await copy([...PACKAGES, ...servers]) : root
  return {
    node: closed ? join(at, 'node_modules/node/bin/node') : process.execPath,
    fixture: join(at, FIXTURES, 'stdio-test-server.ts'),
    moduleFile: (name, file) => join(at, 'node_modules', name, file),
    remove: async () => {
      if (closed) await rm(at, { recursive: true, force: true })
    },
  }
}

async function copy(packages: readonly string[]): Promise<string> {
  const at = await mkdtemp(join(tmpdir(), 'portcullis-files-'))
  await chmod(at, 0o755)
  const copied = new Set<string>()
  const copyPackage = async (name: string): Promise<void> => {
    const from = join(root, 'node_modules', name)
    if (copied.has(name) || !(await stat(from).catch(() => null))) return
    copied.add(name)
    await cp(from, join(at, 'node_modules', name), { recursive: true })
    const { dependencies = {} } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'))
    for (const dependency of Object.keys(dependencies)) await copyPackage(dependency)
  }
  for (const name of packages) await copyPackage(name)
  await mkdir(join(at, FIXTURES), { recursive: true })
  await cp(join(root, FIXTURES), join(at, FIXTURES), { recursive: true })
  await cp(join(root, 'package.json'), join(at, 'package.json'))
  await openToAll(at)
  return at
}

/** A strict umask on the checkout is copied too. */
async function openToAll(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mode } = await stat(path)
    await chmod(path, entry.isDirectory() || mode & constants.S_IXUSR ? 0o755 : 0o644)
  }
}

async function isReadableByAll(file: string): Promise<boolean> {
  if (((await stat(file)).mode & constants.S_IROTH) === 0) return false
  for (let at = dirname(file); ; at = dirname(at)) {
    if (((await stat(at)).mode & constants.S_IXOTH) === 0) return false
    if (at === dirname(at)) return true
  }
}
