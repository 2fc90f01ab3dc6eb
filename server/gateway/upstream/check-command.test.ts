import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkCommand } from '#server/gateway/upstream/check-command.ts'

const refused = expect.objectContaining({ name: 'UpstreamError', kind: 'command_not_allowed' })
const every = [
  ...[
    'node',
    'nodejs',
    'node24',
    'npx',
    'npm',
    'pnpm',
    'yarn',
    'bun',
    'bunx',
    'deno',
    'tsx',
    'python',
    'python3',
    'python3.12',
  ],
  ...[
    'uvx',
    'uv',
    'pipx',
    'bash',
    'sh',
    'zsh',
    'fish',
    'perl',
    'ruby',
    'php',
    'env',
    'sudo',
    'xargs',
    'timeout',
    'busybox',
  ],
  ...['my-server', '/usr/bin/node', '/opt/servers/mine', '/usr/bin/../bin/node', './server', '/bin/sh'],
]
const line = (text: string) => {
  const [command = '', ...args] = text.split(' ')
  return [command, args] as const
}

const links = mkdtempSync(join(tmpdir(), 'portcullis-links-'))
afterAll(() => rmSync(links, { recursive: true }))
let made = 0
function linkTo(target: string): string {
  made += 1
  const link = join(links, String(made))
  symlinkSync(target, link)
  return link
}

describe('D1 not in the list', () => {
  test.each([
    ['node', []],
    ['node', ['npx']],
    ['node', ['/usr/bin/node']],
    ['/usr/bin/node', ['node']],
    ['Node', ['node']],
    ['node ', ['node']],
    ['nod', ['node']],
    ['', ['node']],
  ])('%j with %j', (command, allowed) => {
    expect(() => checkCommand(command, ['server.js'], allowed)).toThrow(refused)
  })
})

describe('D1 refused although listed', () => {
  test.each([
    ...[
      'node -e 1',
      'node --eval 1',
      'node --eval=1',
      'node -p 1',
      'node --print=1',
      'node -pe 1',
      'node -r data:x /server.js',
    ],
    ...[
      'node --require=./x /server.js',
      'node --import data:text/javascript,1 server.js',
      'node --import=data:x /s.js',
    ],
    ...[
      'node --loader x /s.js',
      'node --experimental-loader=x /s.js',
      'node -i',
      'node --interactive',
      'node -',
      'node',
    ],
    ...[
      'node --no-warnings -e 1',
      'node --no-warnings',
      'node --env-file=.env /s.js',
      'node --inspect /s.js',
      'node --run x',
    ],
    ...[
      'node --inspect-brk=0.0.0.0:1 /s.js',
      'node -c /s.js',
      'node --check /s.js',
      'node --test',
      'node data:text/javascript,1',
    ],
    ...[
      'node /dev/stdin',
      'node /proc/self/fd/0',
      'node /x/../dev/stdin',
      'node file:///etc/x',
      'node https://x.test/s.js',
    ],
    ...['node24 -e 1', 'nodejs -e 1', 'tsx -e 1', '/usr/bin/node -e 1', '/usr/bin/../bin/node /s.js', './server'],
    ...[
      'python -c 1',
      'python3 -c 1',
      'python3.12 -c 1',
      'python -Ic 1',
      'python -uc 1',
      'python -',
      'python',
      'python -i /s.py',
    ],
    ...[
      'python -m timeit 1',
      'python -m pip install x',
      'python -m http.server',
      'python -m',
      'python -m os;x',
      'python -X x /s.py',
    ],
    ...[
      'bash -c 1',
      'bash -lc 1',
      'bash -x -c 1',
      'sh -s',
      'sh',
      'bash --rcfile x -i',
      '/bin/sh -c 1',
      'zsh -c 1',
      'fish -c 1',
    ],
    ...['perl -e 1', 'perl -E 1', 'perl -ne 1', 'ruby -e 1', 'php -r 1', 'bash /dev/fd/3'],
    ...['env node /s.js', 'sudo node /s.js', 'xargs node', 'timeout 5 node /s.js', 'busybox sh -c 1'],
    ...[
      'deno eval 1',
      'deno run -',
      'deno run https://x.test/s.ts',
      'deno run data:x',
      'deno run npm:x',
      'deno run npm:x@1',
    ],
    ...[
      'deno run --import-map=x /s.ts',
      'deno repl',
      'deno',
      'bun -e 1',
      'bun --eval 1',
      'bun x server',
      'bun',
      'bun run',
    ],
    ...[
      'npx',
      'npx server',
      'npx -y server',
      'npx server@latest',
      'npx server@1',
      'npx server@1.2',
      'npx server@^1.2.3',
    ],
    ...[
      'npx server@~1.2.3',
      'npx server@1.2.x',
      'npx server@>=1.2.3',
      'npx server@*',
      'npx @scope/server',
      'npx @scope/server@next',
    ],
    ...[
      'npx -c 1',
      'npx --call=1',
      'npx --call 1 server@1.2.3',
      'npx -p server@1.2.3 sh',
      'npx --package=server@1.2.3 sh -c 1',
    ],
    ...[
      'npx github:user/repo',
      'npx user/repo',
      'npx https://x.test/s.tgz',
      'npx ./local',
      'npx a@npm:b@1.2.3',
      'npx file:x@1.2.3',
    ],
    ...[
      'npx node@24.0.0 -e 1',
      'npx -y tsx@4.0.0 -e 1',
      'npx -y @x/bash@1.0.0 -c 1',
      'npx env@1.0.0 sh',
      'npx npx@1.0.0 server',
    ],
    ...['npx --registry=http://x.test server@1.2.3', 'npx --userconfig=/x server@1.2.3', 'npx -- server'],
    ...[
      'npm exec server',
      'npm exec server@1.2.3 -c 1',
      'npm exec --call=1 -- server@1.2.3',
      'npm run x',
      'npm install x',
      'npm',
    ],
    ...[
      'npm x server',
      'npm start',
      'pnpm dlx server',
      'pnpm exec sh',
      'yarn dlx server',
      'yarn x',
      'bunx server',
      'bunx server@1',
    ],
    ...[
      'uvx server',
      'uvx server@latest',
      'uvx --from server server',
      'uvx --from server==1.2.3',
      'uvx --from server==1.2 python -c 1',
    ],
    ...[
      'uvx --with x server==1.2.3',
      'uvx --index-url http://x server==1.2.3',
      'uvx --from git+https://x.test server',
      'uv run /s.py',
    ],
    ...['uv pip install x', 'pipx install x', 'pipx run server', 'uvx server>=1.2.3', 'uvx python==3.12 -c 1'],
  ])('%s', (text) => {
    expect(() => checkCommand(...line(text), every)).toThrow(refused)
  })

  test.each([
    ...['node s.js', 'node ./s.js', 'node ../s.js', 'node inspect -p 1', 'node /srv/../s.js', 'node //srv/s.js'],
    ...['node ../../../../proc/self/environ', 'node24 s', 'bash s.sh', 'sh server', 'python s.py', 'python3 .'],
    ...['bun s.ts', 'bun run start', 'bun install', 'deno run s.ts', 'perl s.pl', 'ruby s.rb', 'tsx watch /s.ts'],
    ...['npx tsx@4.0.0 s.ts', 'node --no-warnings s.js', '/bin/sh s'],
  ])('a script that is not named by its absolute path: %s', (text) => {
    expect(() => checkCommand(...line(text), every)).toThrow(
      expect.objectContaining({ kind: 'command_not_allowed', detail: expect.stringContaining('absolute path') }),
    )
  })

  test.each(['/proc/self/environ', '/proc/1/environ', '/proc', '/sys/x', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])(
    'what is no file, also behind links: %s',
    (path) => {
      for (const command of ['node', 'bash', 'python3']) {
        expect(() => checkCommand(command, [path], every)).toThrow(refused)
        expect(() => checkCommand(command, [linkTo(path)], every)).toThrow(refused)
        expect(() => checkCommand(command, [linkTo(linkTo(path))], every)).toThrow(refused)
      }
    },
  )

  test('below a link to a directory that is no place for files', () => {
    expect(() => checkCommand('node', [join(linkTo('/proc/self'), 'environ')], every)).toThrow(refused)
    expect(() => checkCommand('node', [join(linkTo('/proc/self/fd'), '0')], every)).toThrow(refused)
    expect(() => checkCommand('node', [linkTo(`${linkTo('/proc/self/fd')}/../environ`)], every)).toThrow(refused)
    expect(() => checkCommand('node', [linkTo('../../../../../proc/self/environ')], every)).toThrow(refused)
  })

  test('links without end', () => {
    const loop = join(links, 'loop')
    symlinkSync(loop, loop)
    expect(() => checkCommand('node', [loop], every)).toThrow(refused)
  })

  test.each(['awk', 'gawk', 'mawk'])('%s, whose first argument is its program', (command) => {
    expect(() => checkCommand(command, ['/x/{system("id")}'], [command])).toThrow(refused)
  })

  test('and the reason does not repeat the value of an option', () => {
    expect(() => checkCommand('node', ['--eval=secret'], ['node'])).toThrow(
      expect.objectContaining({ detail: expect.not.stringContaining('secret') }),
    )
  })
})

test('allowed: a link to a script', () => {
  expect(() => checkCommand('node', [linkTo(import.meta.filename)], every)).not.toThrow()
})

test.each([
  ...[
    'node /srv/server.js',
    'node /srv/server.js -c config.json -e production',
    'node --no-warnings --max-old-space-size=256 /s.js',
  ],
  ...[
    '/usr/bin/node /dist/index.js',
    'node --permission --allow-fs-read=/data /s.js',
    'python -u /s.py',
    'python -m mcp_server_git',
  ],
  ...['bash /srv/server.sh --flag', 'my-server -c config', '/opt/servers/mine --eval', 'deno run -A /s.ts'],
  ...['deno run --allow-net=x.test npm:@x/server@1.2.3', 'bun /server.ts', 'bun run /server.ts', 'bun x server@1.2.3'],
  ...[
    'npx server@1.2.3',
    'npx -y @modelcontextprotocol/server-filesystem@2026.8.31 /data',
    'npx --yes -q @x/y@1.2.3-rc.1 -c x',
  ],
  ...[
    'npx -y -- server@1.2.3 --flag',
    'npm exec -y -- server@1.2.3 -c x',
    'npm exec server@1.2.3 -- -c x',
    'npm x server@1.2.3',
  ],
  ...[
    'pnpm dlx server@1.2.3',
    'bunx server@1.2.3',
    'uvx server==1.2.3 --flag',
    'uvx server@1.2.3',
    'uvx --from pkg==1.2.3 server',
  ],
  ...['uv tool run server==1.2.3', 'pipx run server==1.2.3'],
])('allowed: %s', (text) => {
  expect(() => checkCommand(...line(text), every)).not.toThrow()
})
