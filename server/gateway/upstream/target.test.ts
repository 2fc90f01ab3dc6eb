import { describe, expect, test } from 'vitest'
import { upstreamTargetSchema } from '#server/gateway/upstream/target.ts'

const http = (extra: object) => ({
  transport: 'streamable_http',
  url: 'https://mcp.example.com/mcp',
  headers: {},
  ...extra,
})
const stdio = (extra: object) => ({ transport: 'stdio', command: 'node', args: ['s.js'], env: {}, ...extra })
const pathsOf = (value: unknown) =>
  upstreamTargetSchema.safeParse(value).error?.issues.map((issue) => issue.path.join('.')) ?? []

describe('refused', () => {
  test.each([
    '',
    'mcp.example.com',
    'ftp://x.test/',
    'javascript:alert(1)',
    'https://u:p@x.test/',
    'https://u@x.test/',
    'https://x.test/#f',
    'https://',
  ])('the URL %j', (url) => {
    expect(pathsOf(http({ url }))).toEqual(['url'])
  })

  test.each([
    ...[
      'Host',
      'content-length',
      'Content-Type',
      'Transfer-Encoding',
      'CONNECTION',
      'upgrade',
      'te',
      'expect',
      'accept',
    ],
    ...[
      'Accept-Encoding',
      'Mcp-Session-Id',
      'MCP-Protocol-Version',
      'mcp-anything',
      'Proxy-Authorization',
      'Last-Event-ID',
    ],
    ...['Sec-Fetch-Site', 'a b', 'a:b', 'a\nb', 'ä', '', 'a'.repeat(200)],
  ])('the header name %j', (name) => {
    expect(pathsOf(http({ headers: { [name]: 'x' } }))).toEqual([`headers.${name}`])
  })

  test.each(['a\nb', 'a\r\nX: y', 'a\0', 'ä', 'x'.repeat(9000)])('the header value %j', (value) => {
    expect(pathsOf(http({ headers: { 'X-Key': value } }))).toEqual(['headers.X-Key'])
  })

  test('a header given twice in different case', () => {
    expect(pathsOf(http({ headers: { 'X-Key': 'a', 'x-key': 'b' } }))).toEqual(['headers'])
  })

  test.each([
    ...[
      'PATH',
      'HOME',
      'TMPDIR',
      'NODE_OPTIONS',
      'node_options',
      'NODE_PATH',
      'NODE_REPL_EXTERNAL_MODULE',
      'LD_PRELOAD',
    ],
    ...[
      'LD_LIBRARY_PATH',
      'LD_AUDIT',
      'DYLD_INSERT_LIBRARIES',
      'BASH_ENV',
      'ENV',
      'IFS',
      'PYTHONPATH',
      'PYTHONSTARTUP',
    ],
    ...['PERL5OPT', 'RUBYOPT', 'JAVA_TOOL_OPTIONS', 'npm_config_registry', 'NPM_CONFIG_USERCONFIG', 'GIT_SSH_COMMAND'],
    ...['LANG', 'LANGUAGE', 'LC_ALL', 'lc_ctype'],
    ...['OPENSSL_CONF', 'SSLKEYLOGFILE', 'UV_INDEX_URL', 'PIP_INDEX_URL', 'A B', 'A=B', '1A', '', 'ä'],
  ])('the variable %j', (name) => {
    expect(pathsOf(stdio({ env: { [name]: 'x' } }))).toEqual([`env.${name}`])
  })

  test.each([
    ['a zero character in an argument', stdio({ args: ['a\0b'] })],
    ['a zero character in a value', stdio({ env: { A: 'a\0b' } })],
    ['a zero character in the command', stdio({ command: 'no\0de' })],
    ['no command', stdio({ command: '' })],
    ['another transport', { transport: 'sse', url: 'https://x.test/' }],
    ['a member that nobody knows', http({ command: 'node' })],
    ['headers that are no object', http({ headers: ['a'] })],
    ['a number as a value', stdio({ env: { A: 1 } })],
  ])('%s', (_name, value) => {
    expect(upstreamTargetSchema.safeParse(value).success).toBe(false)
  })
})

test.each([
  http({}),
  http({ url: 'http://127.0.0.1:8080/mcp?key=1', headers: { Authorization: 'Bearer x', 'X-API-Key': '' } }),
  stdio({}),
  stdio({ command: '/opt/server', args: [], env: { API_KEY: 'line\nbreak', NODE_ENV: 'production', lower_case: '' } }),
])('accepted: %j', (value) => {
  expect(upstreamTargetSchema.parse(value)).toEqual(value)
})

test('headers, arguments and variables may be left out', () => {
  expect(upstreamTargetSchema.parse({ transport: 'stdio', command: 'x' })).toEqual({
    transport: 'stdio',
    command: 'x',
    args: [],
    env: {},
  })
  expect(upstreamTargetSchema.parse({ transport: 'streamable_http', url: 'https://x.test' })).toMatchObject({
    headers: {},
  })
})
