import { describe, expect, test } from 'vitest'
import { pinOf } from '#server/servers/pin-tool.ts'

const tool = {
  name: 'read_file',
  title: 'Read file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  outputSchema: { type: 'object' },
  annotations: { readOnlyHint: true },
  icons: [{ src: 'https://example.com/i.png' }],
  execution: { taskSupport: 'optional' },
  _meta: { ui: { resourceUri: 'ui://a' } },
}

describe('I1 the pin changes with', () => {
  test.each([
    ['the name (I2: a renamed tool is another tool)', { name: 'Read_file' }],
    ['the title', { title: 'Read a file' }],
    ['the description, by one character', { description: 'Reads a file. ' }],
    ['an invisible character in the description', { description: 'Reads a\u200b file.' }],
    ['the input schema', { inputSchema: { type: 'object' } }],
    ['the output schema', { outputSchema: { type: 'object', additionalProperties: false } }],
    ['an annotation', { annotations: { readOnlyHint: false } }],
    ['an annotation in snake case', { annotations: { readOnlyHint: true, destructive_hint: true } }],
    ['an icon', { icons: [] }],
    ['how it is executed', { execution: { taskSupport: 'required' } }],
    ['its user interface', { _meta: { ui: { resourceUri: 'ui://b' } } }],
  ])('%s', (_name, change) => {
    expect(pinOf({ ...tool, ...change })).not.toBe(pinOf(tool))
  })

  test.each(Object.keys(tool))('the removal of %s', (member) => {
    expect(pinOf(Object.fromEntries(Object.entries(tool).filter(([name]) => name !== member)))).not.toBe(pinOf(tool))
  })
})

test('a tool that has no canonical form has no pin', () => {
  expect(() => pinOf({ ...tool, inputSchema: JSON.parse('{"maximum":1e400}') })).toThrow(TypeError)
})

test('the pin is a SHA-256 in hex and does not depend on the order of members or on the rest of _meta', () => {
  const reordered = Object.fromEntries(Object.entries(tool).reverse())
  expect(pinOf(tool)).toMatch(/^[0-9a-f]{64}$/)
  expect(pinOf({ ...reordered, _meta: { ui: { resourceUri: 'ui://a' }, requestId: 7 } })).toBe(pinOf(tool))
})
