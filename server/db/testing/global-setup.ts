import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { createTestDatabase, type TestCluster } from '#server/postgres/testing.ts'
import { migrate } from '../migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The name of a migrated database that nobody is connected to: copied for each test file. */
    templateDatabase: string
  }
}

/** Migrates one database for the whole run; a test file copies it in some 30 ms. Runs after the cluster's own set-up. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = JSON.parse(process.env.TEST_CLUSTER ?? '{}') as TestCluster
  const template = await createTestDatabase(cluster)
  await migrate({ ownerUrl: template.ownerUrl, loginUrl: template.loginUrl, log: pino({ level: 'silent' }) })
  project.provide('templateDatabase', template.name)
  return () => template.drop()
}
