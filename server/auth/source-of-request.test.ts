import { describe, expect, it } from 'vitest'
import { peerHeader, sourceOf } from './source-of-request.ts'

describe('sourceOf', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['not an address', 'not an address'],
    ['', 'unknown'],
  ])('takes %s for %s', (peer, source) => {
    expect(sourceOf(new Headers({ [peerHeader]: peer }))).toBe(source)
  })
})
