/** A server as a client's configuration names it. */
export interface ConnectServer {
  name: string
  url: string
}

export type Platform = 'unix' | 'windows'

export interface Snippet {
  label: string
  /** Where the text goes, if it is a file. */
  file?: string
  language: 'shell' | 'json' | 'toml'
  code: string
}

export interface ClientGuide {
  id: string
  name: string
  /** Whether the client reads the key from the environment variable; VS Code asks for it instead. */
  usesVariable: boolean
  snippets: (servers: ConnectServer[], platform: Platform) => Snippet[]
  /** Links that open the client. They carry the address and the name of the variable, never a key. */
  links?: (servers: ConnectServer[]) => { label: string; href: string }[]
  note?: string
}

const variable = 'PORTCULLIS_KEY'
const json = (value: unknown) => JSON.stringify(value, null, 2)
const bearer = (reference: string) => ({ Authorization: `Bearer ${reference}` })
const byName = <T>(servers: ConnectServer[], entry: (server: ConnectServer) => T) =>
  Object.fromEntries(servers.map((server) => [server.name, entry(server)]))
const lines = (servers: ConnectServer[], line: (server: ConnectServer) => string) => servers.map(line).join('\n')

/** The line that puts the key into the environment. Its value is typed by hand, so that it is in no snippet. */
export function keyLine(platform: Platform): string {
  return platform === 'windows' ? `$env:${variable} = "paste-the-key-here"` : `export ${variable}='paste-the-key-here'`
}

const cursorEntry = (server: ConnectServer) => ({ url: server.url, headers: bearer(`\${env:${variable}}`) })
const plainEntry = (server: ConnectServer) => ({ type: 'http', url: server.url, headers: bearer(`\${${variable}}`) })

/** How each client is told of a server, in the order in which they are used. */
export const clients: ClientGuide[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    usesVariable: true,
    snippets: (servers, platform) => {
      const reference = platform === 'windows' ? `$env:${variable}` : `$${variable}`
      return [
        {
          label: 'Command',
          language: 'shell',
          // The header option takes several values, so the name and the address come before it.
          code: lines(
            servers,
            ({ name, url }) =>
              `claude mcp add --transport http ${name} ${url} --header "Authorization: Bearer ${reference}"`,
          ),
        },
        {
          label: 'Or for everyone in a project',
          file: '.mcp.json',
          language: 'json',
          code: json({ mcpServers: byName(servers, plainEntry) }),
        },
      ]
    },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    usesVariable: true,
    snippets: (servers) => [
      {
        label: 'File',
        file: '~/.cursor/mcp.json',
        language: 'json',
        code: json({ mcpServers: byName(servers, cursorEntry) }),
      },
    ],
    links: (servers) =>
      servers.map((server) => ({
        label: `Add ${server.name} to Cursor`,
        // A plus sign of the base64 would be read as a space, hence the second encoding.
        href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(server.name)}&config=${encodeURIComponent(btoa(JSON.stringify(cursorEntry(server))))}`,
      })),
  },
  {
    id: 'vs-code',
    name: 'VS Code',
    usesVariable: false,
    snippets: (servers) => [
      {
        label: 'File',
        file: '.vscode/mcp.json',
        language: 'json',
        code: json({
          inputs: [{ type: 'promptString', id: 'portcullis-key', description: 'Portcullis key', password: true }],
          servers: byName(servers, ({ url }) => ({ type: 'http', url, headers: bearer(`\${input:portcullis-key}`) })),
        }),
      },
    ],
    note: 'VS Code asks for the key once and keeps it in its own secret storage.',
  },
  {
    id: 'codex',
    name: 'Codex',
    usesVariable: true,
    snippets: (servers) => [
      {
        label: 'Command',
        language: 'shell',
        code: lines(
          servers,
          ({ name, url }) => `codex mcp add ${name} --url ${url} --bearer-token-env-var ${variable}`,
        ),
      },
      {
        label: 'Or in the file',
        file: '~/.codex/config.toml',
        language: 'toml',
        code: servers
          .map(
            ({ name, url }) =>
              `[mcp_servers.${name}]\nurl = ${JSON.stringify(url)}\nbearer_token_env_var = "${variable}"`,
          )
          .join('\n\n'),
      },
    ],
  },
  {
    id: 'json',
    name: 'Other',
    usesVariable: true,
    snippets: (servers) => [
      { label: 'Most clients', language: 'json', code: json({ mcpServers: byName(servers, plainEntry) }) },
    ],
    note: `Clients differ in how they name a variable: \${VAR}, \${env:VAR} or {env:VAR}. The transport is Streamable HTTP.`,
  },
]
