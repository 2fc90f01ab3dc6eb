import { expect, test } from 'vitest'
import { redactor } from '#server/gateway/upstream/redact.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'

const stdio = (...args: string[]): UpstreamTarget => ({ transport: 'stdio', command: 'x', args, env: { A: 'enVVal' } })
const http = (url: string): UpstreamTarget => ({
  transport: 'streamable_http',
  url,
  headers: { Authorization: 'Bearer SEKRETVALUE' },
})

test.each<[string, UpstreamTarget, string]>([
  ['an argument', stdio('--key', 'SEKRETVALUE'), 'unknown value SEKRETVALUE'],
  ['an argument with its option', stdio('--api-key=SEKRETVALUE'), 'unknown option --api-key=SEKRETVALUE'],
  ['what follows the equals sign', stdio('--api-key=SEKRETVALUE'), 'no such key: SEKRETVALUE'],
  ['and an equals sign in it', stdio('--key=a=SEKRETVALUE=='), 'no such key: a=SEKRETVALUE=='],
  ['a word in an argument', stdio('postgres SEKRETVALUE'), 'cannot connect with SEKRETVALUE'],
  ['a part of the path', http('https://h.example/s/SEKRETVALUE/mcp'), 'GET /s/SEKRETVALUE/mcp: 404'],
  ['an encoded part of the path', http('https://h.example/SEKRET%2BVALUE/mcp'), '/SEKRET%2BVALUE/mcp SEKRET+VALUE'],
  ['a query value', http('https://h.example/?k=SEKRETVALUE'), 'the key SEKRETVALUE'],
  ['an encoded query value', http('https://h.example/?k=SEKRET%2BVALUE'), 'k=SEKRET%2BVALUE, SEKRET+VALUE'],
  ['a query value with a plus sign', http('https://h.example/?k=SEKRET+VALUE'), 'k=SEKRET+VALUE, "SEKRET VALUE"'],
  ['a query without a name', http('https://h.example/?SEKRETVALUE'), 'the query SEKRETVALUE'],
  ['a badly encoded query', http('https://h.example/?k=SEKRET%VALUE'), 'k=SEKRET%VALUE'],
  ['the token of a header', http('https://h.example/'), 'token SEKRETVALUE is not known'],
])('%s', (_name, target, text) => {
  const redacted = redactor(target)(text)
  expect(redacted).toContain('[redacted]')
  expect(redacted).not.toMatch(/SEKRET|VALUE/)
})

test('a variable', () => {
  expect(redactor(stdio())('bad enVVal')).toBe('bad [redacted]')
})

test('what is short and no secret stays readable', () => {
  expect(redactor(http('https://h.example/api/mcp?v=2'))('GET /api/mcp?v=2 on h.example: 404')).toBe(
    'GET /api/mcp?v=2 on h.example: 404',
  )
  expect(redactor(stdio('-y'))('a -y b')).toBe('a -y b')
})
