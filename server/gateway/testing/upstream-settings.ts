import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UpstreamSettings } from '#server/gateway/upstream/open-upstream.ts'

/** Settings for tests that open real upstreams: loopback open, our own Node allowed, a data directory of their own. */
export async function upstreamSettings(
  changes: Partial<UpstreamSettings> = {},
): Promise<{ settings: UpstreamSettings; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-test-'))
  const settings: UpstreamSettings = {
    appUrl: 'http://localhost:3999',
    port: 3999,
    dataDir,
    egressAllow: ['127.0.0.0/8'],
    stdioCommands: [process.execPath],
    stdioMaxRss: 512,
    ...changes,
  }
  return { settings, remove: () => rm(dataDir, { recursive: true, force: true }) }
}
