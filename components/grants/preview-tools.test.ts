import { expect, test } from 'vitest'
import { type PreviewTool, previewTools } from '#components/grants/preview-tools.ts'

const tools: PreviewTool[] = [
  { name: 'read', class: 'read', status: 'confirmed' },
  { name: 'read-new', class: 'read', status: 'new' },
  { name: 'read-changed', class: 'read', status: 'quarantined' },
  { name: 'write', class: 'write', status: 'confirmed' },
  { name: 'delete', class: 'destructive', status: 'confirmed' },
  { name: 'delete-new', class: 'destructive', status: 'new' },
]
const names = (level: Parameters<typeof previewTools>[1], picked: string[] = []) =>
  previewTools(tools, level, picked).map((tool) => tool.name)

test('a quarantined tool is reached at no level', () => {
  for (const level of ['read_only', 'custom', 'full_access'] as const)
    expect(names(level, ['read-changed'])).not.toContain('read-changed')
})

test('a new tool is reached by full access only', () => {
  expect(names('read_only')).toEqual(['read'])
  expect(names('custom', ['read-new', 'write'])).toEqual(['write'])
  expect(names('full_access')).toEqual(['read', 'read-new', 'write', 'delete', 'delete-new'])
})

test('nothing picked is nothing, not everything', () => {
  expect(names('custom', [])).toEqual([])
  expect(names('custom', ['unknown'])).toEqual([])
})
