import { readdir, readFile, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const FIRST_UID = 210_000
const UIDS = 10_000
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000

let swept = false

/**
 * Gives the user id that belongs to a name and to no other, on this whole machine: one file per id, made exclusively.
 * @param base a directory that only root can write to, with `uids/` and `homes/` in it
 * @param owner the data directory of the installation; when that is gone, so is the right to the id
 * @throws UpstreamError `spawn` when every id is taken
 */
export async function claimUid(base: string, name: string, owner: string): Promise<number> {
  if (!swept) {
    swept = true
    await sweep(base)
  }
  const start = Number.parseInt(name.slice(0, 8), 16) % UIDS
  for (let step = 0; step < UIDS; step += 1) {
    const uid = FIRST_UID + ((start + step) % UIDS)
    const marker = join(base, 'uids', String(uid))
    try {
      await writeFile(marker, `${name}\n${owner}`, { flag: 'wx', mode: 0o600 })
      return uid
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const [holder] = (await readFile(marker, 'utf8').catch(() => '')).split('\n')
      if (holder !== name) continue
      await utimes(marker, new Date(), new Date())
      return uid
    }
  }
  throw new UpstreamError('spawn', 'every user id for stdio servers is taken')
}

/** Once per process: takes back the ids and directories of installations that are gone, and of keys unused for 30 days. */
async function sweep(base: string): Promise<void> {
  const inUse = await uidsInUse()
  for (const entry of await readdir(join(base, 'uids'))) {
    const marker = join(base, 'uids', entry)
    const found = await stat(marker).catch(() => null)
    const [name = '', owner = ''] = (await readFile(marker, 'utf8').catch(() => '')).split('\n')
    // A name that is not ours must never become a path to remove; an empty file is being written at this moment.
    if (!found || inUse.has(Number(entry)) || !/^[0-9a-f]{32}$/.test(name)) continue
    const isGone = (await stat(owner).catch(() => null)) === null
    if (!isGone && Date.now() - found.mtimeMs < KEPT_FOR) continue
    await rm(join(base, 'homes', name), { recursive: true, force: true })
    await unlink(marker).catch(() => undefined)
  }
}

async function uidsInUse(): Promise<Set<number>> {
  const processes = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry))
  // Not the owner of /proc/<pid>: that is root for a process that has made itself undumpable.
  const read = await Promise.all(processes.map((pid) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')))
  return new Set(read.map((status) => Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1)))
}
