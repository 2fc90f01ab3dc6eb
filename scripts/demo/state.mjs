import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../prepare.mjs'

/** Where the demo keeps everything; not the data of `npm start`. */
export const demoDir = join(root, '.portcullis', 'demo')

const file = join(demoDir, 'demo.json')

/**
 * What the demo has to know again the next time: the first admin's password, the keys, where its servers are. The file
 * holds secrets, so only its owner can read it.
 *
 * @returns the state, or null before the first start.
 */
export function readState() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw new Error(`${file} cannot be read (${error.message}). To begin anew: rm -r ${demoDir}`)
  }
}

/** Keeps the state. Renamed into place, so that a crash leaves the old one or the new one. */
export function saveState(state) {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The state of the last start, or a new one with fresh secrets, safely stored before anything is made with them. */
export function openState() {
  mkdirSync(demoDir, { recursive: true, mode: 0o700 })
  chmodSync(demoDir, 0o700)
  const known = readState()
  if (known) return known
  const secret = (bytes) => randomBytes(bytes).toString('base64url')
  const state = {
    email: 'demo@example.com',
    password: secret(15),
    apiKey: `pck_org_${randomBytes(6).toString('hex')}_${secret(32)}`,
    samples: `samples-${randomBytes(6).toString('hex')}`,
    seeded: false,
    servers: {},
    agents: {},
  }
  saveState(state)
  return state
}
