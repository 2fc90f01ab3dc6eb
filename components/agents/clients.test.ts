import { describe, expect, test } from 'vitest'
import { type ClientGuide, clients, keyLine } from '#components/agents/clients.ts'
import { splitCommand } from '#components/servers/split-command.ts'

const servers = [
  { name: 'github', url: 'https://gate.example.com/mcp/github' },
  { name: 'files-2', url: 'https://gate.example.com/mcp/files-2' },
]

function guide(id: string): ClientGuide {
  const found = clients.find((client) => client.id === id)
  if (!found) throw new Error(`no client ${id}`)
  return found
}

function snippet(id: string, language: string, platform: 'unix' | 'windows' = 'unix'): string {
  const found = guide(id)
    .snippets(servers, platform)
    .find((candidate) => candidate.language === language)
  if (!found) throw new Error(`${id} has no ${language}`)
  return found.code
}

describe.each(clients)('$name', (client) => {
  const everything = [
    ...client.snippets(servers, 'unix').map((one) => one.code),
    ...client.snippets(servers, 'windows').map((one) => one.code),
    ...(client.links?.(servers) ?? []).map((link) => link.href),
  ]

  test('holds no key, only where it is to be found', () => {
    for (const text of everything) expect(text).not.toMatch(/pck_agt_|paste-the-key/)
  })

  test('names every server in every snippet', () => {
    for (const one of client.snippets(servers, 'unix'))
      for (const { name, url } of servers) {
        expect(one.code).toContain(name)
        expect(one.code).toContain(url)
      }
  })

  test('what is called JSON parses', () => {
    for (const one of client.snippets(servers, 'unix'))
      if (one.language === 'json') expect(typeof JSON.parse(one.code)).toBe('object')
  })
})

test('Claude Code: name and address stand before the header option, which would swallow them', () => {
  for (const [index, line] of snippet('claude-code', 'shell').split('\n').entries())
    expect(splitCommand(line)).toEqual([
      'claude',
      'mcp',
      'add',
      '--transport',
      'http',
      servers[index]?.name,
      servers[index]?.url,
      '--header',
      'Authorization: Bearer $PORTCULLIS_KEY',
    ])
  expect(snippet('claude-code', 'shell', 'windows')).toContain('Bearer $env:PORTCULLIS_KEY"')
})

test('Claude Code: .mcp.json', () => {
  expect(JSON.parse(snippet('claude-code', 'json')).mcpServers.github).toEqual({
    type: 'http',
    url: 'https://gate.example.com/mcp/github',
    headers: { Authorization: `Bearer \${PORTCULLIS_KEY}` },
  })
})

test('Cursor: the link decodes to the single server object of the file', () => {
  const file = JSON.parse(snippet('cursor', 'json')).mcpServers
  for (const [index, link] of (guide('cursor').links?.(servers) ?? []).entries()) {
    const name = servers[index]?.name ?? ''
    const query = new URL(link.href).searchParams
    expect(query.get('name')).toBe(name)
    expect(JSON.parse(atob(query.get('config') ?? ''))).toEqual(file[name])
  }
  expect(file.github.headers.Authorization).toBe(`Bearer \${env:PORTCULLIS_KEY}`)
})

test('VS Code: the input that is asked for is the one that is used', () => {
  const file = JSON.parse(snippet('vs-code', 'json'))
  expect(file.inputs).toEqual([
    { type: 'promptString', id: 'portcullis-key', description: 'Portcullis key', password: true },
  ])
  expect(Object.keys(file.servers)).toEqual(['github', 'files-2'])
  expect(file.servers.github.headers.Authorization).toBe(`Bearer \${input:${file.inputs[0].id}}`)
})

test('Codex: the command and the file say the same', () => {
  for (const [index, line] of snippet('codex', 'shell').split('\n').entries())
    expect(splitCommand(line)).toEqual([
      'codex',
      'mcp',
      'add',
      servers[index]?.name,
      '--url',
      servers[index]?.url,
      '--bearer-token-env-var',
      'PORTCULLIS_KEY',
    ])
  const tables = snippet('codex', 'toml')
    .split('\n\n')
    .map((table) => table.split('\n'))
  expect(tables).toEqual(
    servers.map(({ name, url }) => [
      `[mcp_servers.${name}]`,
      `url = "${url}"`,
      'bearer_token_env_var = "PORTCULLIS_KEY"',
    ]),
  )
})

test('the key is set by a line of its own', () => {
  expect(splitCommand(keyLine('unix'))).toEqual(['export', 'PORTCULLIS_KEY=paste-the-key-here'])
  expect(keyLine('windows')).toMatch(/^\$env:PORTCULLIS_KEY = "/)
})
