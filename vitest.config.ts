import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// The template database of the migrated schema is made once, in the cluster that the first set-up starts.
const template = './server/db/testing/global-setup.ts'

export default defineConfig({
  test: {
    include: ['{app,components,server,scripts,bench}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '.next/**', '.portcullis/**'],
    globalSetup: ['./server/postgres/global-setup.ts', ...(existsSync(template) ? [template] : [])],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    allowOnly: !process.env.CI,
  },
})
