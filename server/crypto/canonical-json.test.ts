import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '#server/crypto/canonical-json.ts'

describe('canonicalJson refuses what has no canonical form', () => {
  test.each([
    ['undefined', undefined],
    ['undefined inside an object', { a: undefined }],
    ['a hole in an array', new Array(1)],
    ['NaN', Number.NaN],
    ['Infinity', { n: Number.POSITIVE_INFINITY }],
    ['a number that JSON.parse turned into Infinity', JSON.parse('{"n":1e400}')],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', ['\udc00x']],
    ['a lone surrogate in a name', { '\ud800': 1 }],
  ])('%s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })

  test('nesting that would exhaust the stack', () => {
    expect(() => canonicalJson(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))).toThrow('nested too deeply')
  })
})

describe('canonicalJson writes the form of RFC 8785', () => {
  test('section 3.2.2: numbers, escapes and literals', () => {
    const parsed = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    )
    expect(canonicalJson(parsed)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('section 3.2.3: names sorted by UTF-16 code units', () => {
    const parsed = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(canonicalJson(parsed)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}')
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [-5e-324, '-5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [333333333.3333332, '333333333.3333332'],
    [-0.0000033333333333333333, '-0.0000033333333333333333'],
    [1424953923781206.2, '1424953923781206.2'],
  ])('appendix B: %d', (number, text) => {
    expect(canonicalJson(number)).toBe(text)
  })

  test('a member that is called __proto__ counts like any other', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}')
  })
})

const wellFormedJson = fc.jsonValue({ stringUnit: 'binary' })

test('any JSON value survives, and its canonical form is a fixed point', () => {
  fc.assert(
    fc.property(wellFormedJson, (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

test('the order of members does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), wellFormedJson), (members) => {
      expect(canonicalJson(Object.fromEntries(Object.entries(members).reverse()))).toBe(canonicalJson(members))
    }),
  )
})
