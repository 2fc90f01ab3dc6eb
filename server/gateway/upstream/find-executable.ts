import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { SYSTEM_PATH } from '#server/gateway/upstream/child-environment.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const OURS_TOO = new Set(['node', 'npm', 'npx'])

export interface Executable {
  file: string
  /** The file name at the end of its links. */
  realName: string
  /** The search path for the child. */
  path: string
}

/**
 * Finds a command: an absolute path as it is, a name on the fixed system path and never on ours, so that nothing in a
 * checkout or a home directory can stand in for it. Node's own programs may also be those we run on ourselves.
 * @throws UpstreamError `spawn`
 */
export async function findExecutable(command: string): Promise<Executable> {
  for (const file of candidates(command)) {
    if (!(await isExecutable(file))) continue
    const directory = dirname(file)
    const path = SYSTEM_PATH.split(':').includes(directory) ? SYSTEM_PATH : `${directory}:${SYSTEM_PATH}`
    return { file, realName: basename(await realpath(file)), path }
  }
  throw new UpstreamError('spawn', `the command ${JSON.stringify(command.slice(0, 80))} was not found on this host`)
}

function candidates(command: string): string[] {
  if (isAbsolute(command)) return [command]
  const directories = SYSTEM_PATH.split(':')
  if (OURS_TOO.has(command)) directories.push(dirname(process.execPath))
  return directories.map((directory) => join(directory, command))
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
