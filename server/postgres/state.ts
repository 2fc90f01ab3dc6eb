import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { writeFileDurably } from './write-durably.ts'

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** The cluster's directory; relative to the data directory when it is inside, so that the whole can be moved. */
  location: z.string().min(1),
  /** Where it listened last; 0 before the first time. */
  port: z.int().min(0).max(65535),
  /** False until the cluster has its roles and its database; an unprepared cluster is made again from nothing. */
  prepared: z.boolean(),
  superuserPassword: z.string().min(32),
  ownerPassword: z.string().min(32),
  loginPassword: z.string().min(32),
})

/** What the data directory remembers of its private cluster (`postgres.json`, readable by us alone). */
export type ClusterState = z.infer<typeof stateSchema>

const fileName = 'postgres.json'

/**
 * Reads what the data directory remembers.
 *
 * @returns the state with an absolute location, or null when there is no cluster yet.
 * @throws when the file is there and cannot be understood: guessing could start a second cluster beside the data.
 */
export function readClusterState(dataDir: string): ClusterState | null {
  const file = join(dataDir, fileName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = stateSchema.safeParse(parseJson(text))
  if (!state.success) {
    throw new Error(
      `${file} cannot be understood. It holds the passwords of the private PostgreSQL: put back a copy, or move ${dataDir} away to start empty.`,
    )
  }
  return { ...state.data, location: resolve(dataDir, state.data.location) }
}

/** Writes the state so that a crash leaves either the old or the new one. */
export function writeClusterState(dataDir: string, state: ClusterState): void {
  const inside = relative(dataDir, state.location)
  const location = inside.startsWith('..') || isAbsolute(inside) ? state.location : inside
  writeFileDurably(join(dataDir, fileName), `${JSON.stringify({ ...state, location }, null, 2)}\n`)
}

/** The directory that is ours alone around a cluster kept outside of the data directory. */
export function shelterOf(state: ClusterState): string {
  return dirname(state.location)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
