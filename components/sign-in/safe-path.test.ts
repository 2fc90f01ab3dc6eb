import { expect, test } from 'vitest'
import { safePath } from '#components/sign-in/safe-path.ts'

test.each([
  undefined,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  'o/acme',
])('%j does not leave the site', (next) => {
  expect(safePath(next)).toBe('/')
})

test('a path of ours is kept with its query', () => {
  expect(safePath('/o/acme/explain?agent=1&tool=a')).toBe('/o/acme/explain?agent=1&tool=a')
})
