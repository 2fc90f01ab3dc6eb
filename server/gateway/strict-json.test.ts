import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { ScanError, scanJson } from '#server/gateway/json-scanner.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { parseStrictly } from '#server/gateway/strict-json.ts'

const limits = gatewayLimits.message
const kindOf = (text: string): string => {
  try {
    scanJson(text, limits)
    return 'accepted'
  } catch (error) {
    if (error instanceof ScanError) return error.kind
    throw error
  }
}
const refusalOf = (text: string): string => {
  try {
    parseStrictly(text, limits)
    return 'accepted'
  } catch (error) {
    return error instanceof ScanError ? error.message : String(error)
  }
}

describe('A6 what two parsers could read differently is refused', () => {
  test.each([
    ['a name given twice', '{"a":1,"a":1}'],
    ['a name given twice, one of them escaped', String.raw`{"a":1,"\u0061":2}`],
    ['a name given twice, both escaped differently', String.raw`{"\/":1,"\u002f":2}`],
    ['a name given twice far below', '{"x":[[{"y":{"a":1,"b":2,"a":3}}]]}'],
    ['an empty name given twice', '{"":1,"":2}'],
    ['__proto__', '{"__proto__":{}}'],
    ['__proto__ escaped', String.raw`{"x":{"\u005f_proto__":1}}`],
    ['__proto__ inside an array', '[{"__proto__":null}]'],
    ['half a surrogate pair', String.raw`"\ud800"`],
    ['half a surrogate pair as a name', String.raw`{"\udc00":1}`],
    ['a number beyond a double', '1e999'],
    ['a negative number beyond a double', '-1e400'],
    ['nesting beyond the limit', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['nesting of objects beyond the limit', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
  ])('%s', (_, text) => {
    expect(kindOf(text)).toBe('refused')
  })

  it('takes names that differ by case below the envelope, and nesting up to the limit', () => {
    expect(kindOf('{"id":1,"ID":2,"Id":3}')).toBe('accepted')
    expect(kindOf(`${'['.repeat(64)}${']'.repeat(64)}`)).toBe('accepted')
    expect(kindOf('[{"a":1},{"a":2}]')).toBe('accepted')
  })

  it('counts members over the whole message', () => {
    const of = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ a: 1 })))
    expect(kindOf(of(limits.keys))).toBe('accepted')
    expect(kindOf(of(limits.keys + 1))).toBe('refused')
  })
})

describe('RFC 8259: what is not JSON is not accepted', () => {
  test.each([
    ...[
      '',
      ' ',
      '\ufeff{}',
      '\ufeff',
      '{',
      '}',
      '[',
      ']',
      '{]',
      '[}',
      '{,}',
      '[,]',
      '[1,]',
      '{"a":1,}',
      '{"a"}',
      '{"a":}',
      '{a:1}',
    ],
    ...[
      "{'a':1}",
      '{"a":1 "b":2}',
      '[1 2]',
      '{"a":1}{',
      '{}{}',
      '{} x',
      '1 2',
      'nul',
      'nulll',
      'TRUE',
      'NaN',
      'Infinity',
      'undefined',
    ],
    ...[
      '01',
      '-',
      '+1',
      '1.',
      '.5',
      '1e',
      '1e+',
      '0x10',
      '1_000',
      '--1',
      '"',
      '"a',
      'a"',
      '"\n"',
      '"\t"',
      '"\u0000"',
      '"\u001f"',
    ],
    ...[
      String.raw`"\x"`,
      String.raw`"\u12"`,
      String.raw`"\u12G4"`,
      '"\\',
      String.raw`"\'"`,
      '/* */1',
      '//1\n1',
      '\u00a01',
      '1\u2028',
    ],
  ])('%j', (text) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(kindOf(text)).toBe('syntax')
  })
})

describe('against the engine’s own parser', () => {
  const hasProto = (text: string) => /__proto__/.test(JSON.stringify(JSON.parse(text)))

  it('gives the same value for every JSON text that it accepts', () => {
    const texts = fc.oneof(fc.json({ maxDepth: 8 }), fc.json({ stringUnit: 'binary' }))
    fc.assert(
      fc.property(texts, (text) => {
        if (hasProto(text)) return
        expect(scanJson(text, limits)).toEqual(JSON.parse(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('gives the same value whatever space stands between tokens', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(1, 4, '\t', ' \n'), (value, space) => {
        const text = ` \r\n${JSON.stringify(value, null, space)}\t`
        if (hasProto(text)) return
        expect(scanJson(text, limits)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('accepts a damaged text only where the engine does, and with the same value', () => {
    const damage = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '\n', '\u0000', 'u'),
    )
    fc.assert(
      fc.property(damage, ([json, at, by]) => {
        const place = at % (json.length + 1)
        const text = json.slice(0, place) + by + json.slice(place + 1)
        const kind = kindOf(text)
        let value: unknown
        try {
          value = JSON.parse(text)
        } catch {
          // Where it is refused, that may be for what stands before the damage.
          expect(kind, text).not.toBe('accepted')
          return
        }
        if (kind === 'accepted') expect(scanJson(text, limits)).toEqual(value)
        else expect(kind, text).toBe('refused')
      }),
      { numRuns: 5000 },
    )
  })

  it('refuses whatever holds a member twice, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), fc.nat(20), (name, value, depth) => {
        const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
        const text = `${'[{"k":'.repeat(depth)}{${member},"other":1,${member}}${'}]'.repeat(depth)}`
        expect(kindOf(text)).toBe('refused')
      }),
    )
  })
})

describe('A6 the envelope and the top level of params', () => {
  test.each([
    ...['JSONRPC', 'Id', 'ID', 'Method', 'METHOD', 'Params', 'RESULT', 'Error', 'param\u017f', 're\u017fult'],
  ])('refuses %s beside the envelope’s own names', (name) => {
    expect(refusalOf(`{"jsonrpc":"2.0","method":"x",${JSON.stringify(name)}:1}`)).toMatch(/by case only/)
  })

  test.each([
    'Name',
    'NAME',
    'Arguments',
    'argument\u017f',
    'Uri',
    'URI',
    'Ref',
    'Cursor',
    '_Meta',
    '_META',
    'Level',
    'ta\u017f\u212a',
    'RequestId',
  ])('refuses %s in the top level of params', (name) => {
    expect(refusalOf(`{"params":{"name":"a",${JSON.stringify(name)}:"b"}}`)).toMatch(/by case only/)
    expect(refusalOf(`{"params":{${JSON.stringify(name)}:"b"}}`)).toMatch(/by case only/)
  })

  it('refuses an escaped variant as well', () => {
    expect(refusalOf(String.raw`{"\u004dethod":"tools/call"}`)).toMatch(/by case only/)
  })

  it('leaves deeper levels alone, and other names anywhere', () => {
    const text =
      '{"params":{"arguments":{"id":1,"ID":2,"Name":3,"Method":4,"x":{"PARAMS":1}},"Other":1},"Extra":{"Method":1}}'
    expect(refusalOf(text)).toBe('accepted')
  })

  test.each(['[]', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 'null', '1', '"x"', 'true'])(
    'refuses %s: not one object',
    (text) => {
      expect(refusalOf(text)).toMatch(/one JSON object/)
    },
  )
})

describe('the places for splicing', () => {
  const placesOf = (text: string) => {
    const { spans } = parseStrictly(text, limits)
    const cut = (span?: { start: number; end: number }) => span && text.slice(span.start, span.end)
    return { id: cut(spans.id), progressToken: cut(spans.progressToken) }
  }

  it('are those of the top-level id and the progress token, as written', () => {
    expect(
      placesOf('{ "id" : 1.0e1 ,"params":{"_meta":{"x":{"progressToken":9},"progressToken": "t\\u0041" }}}'),
    ).toEqual({
      id: '1.0e1',
      progressToken: '"t\\u0041"',
    })
  })

  it('are not those of look-alikes', () => {
    const text =
      '{"params":{"id":1,"_meta.progressToken":2,"progressToken":3,"arguments":{"id":4,"_meta":{"progressToken":5}}}}'
    expect(placesOf(text)).toEqual({ id: undefined, progressToken: undefined })
  })

  it('count characters, not bytes', () => {
    expect(placesOf('{"params":{"a":"ÿ😀"},"id":"é"}').id).toBe('"é"')
  })

  it('are right for any message', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.oneof(fc.string(), fc.integer()),
        fc.oneof(fc.string(), fc.integer()),
        (extra, id, token) => {
          const text = JSON.stringify({
            before: extra,
            id,
            params: { arguments: extra, _meta: { a: extra, progressToken: token } },
          })
          if (text.includes('__proto__')) return
          expect(placesOf(text)).toEqual({ id: JSON.stringify(id), progressToken: JSON.stringify(token) })
        },
      ),
    )
  })
})
