import type { TestProject } from 'vitest/node'
import { startTestCluster, type TestCluster } from './testing.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one PostgreSQL cluster of this run: `inject('testCluster')`. */
    testCluster: TestCluster
  }
}

/** Starts the cluster before the first test file and removes it after the last (vitest `globalSetup`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...cluster } = await startTestCluster()
  project.provide('testCluster', cluster)
  // Later global set-ups run in this process, where `inject` does not reach.
  process.env.TEST_CLUSTER = JSON.stringify(cluster)
  return stop
}
