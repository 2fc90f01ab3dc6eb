import { randomInt } from 'node:crypto'
import { step } from '../step.mjs'
import { connectToApi } from './api.mjs'
import { callTool, listTools } from './ask-demo.mjs'
import { placeServers } from './place-servers.mjs'
import { addressOf, firstFreePort, startEverything, startPortcullis } from './processes.mjs'
import { makeSampleFolder } from './sample-folder.mjs'
import { followServers, renewReadOnly, seed } from './seed.mjs'
import { demoDir, openState, saveState } from './state.mjs'

const shown = [
  { tool: 'read_text_file', input: { path: 'welcome.txt' } },
  { tool: 'write_file', input: { path: 'new.txt', content: 'Was I allowed to?' } },
]

/** Starts everything, fills it the first time, shows it, and stays until a signal or until something ends by itself. */
export async function runDemo() {
  const processes = []
  const signalled = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve())
  })
  try {
    const problem = await Promise.race([signalled, present(processes)])
    if (problem) throw new Error(problem)
    process.stdout.write('\nStopping…\n')
  } finally {
    // Last started, first stopped: Portcullis says goodbye to the server that it talks to.
    for (const running of processes.reverse()) await running.stop()
  }
  // Whatever a signal interrupted has nothing left to talk to.
  process.exit(0)
}

async function present(processes) {
  const state = openState()
  const places = await step('MCP servers in place', () => placeServers(state.samples))
  if (places.foreign) console.log(`  copied to ${places.base}: as root they run under user ids of their own`)
  makeSampleFolder(places.samples, places.foreign)
  const everythingPort = await step('server-everything listens', () => startOnSomePort(places, state, processes))
  const settings = await settingsFor(state, places)
  processes.push(await startPortcullis(settings))
  // Only now: a second demo beside this one gets no further than here.
  state.url = settings.APP_URL
  saveState(state)
  const api = connectToApi(addressOf(settings), state.apiKey)
  const targets = targetsIn(places, everythingPort)
  await step('servers, agents and grants', async () => {
    await seed(api, state, targets)
    await followServers(api, state, targets)
    if (await renewReadOnly(api, state)) console.log('  The read-only grant had ended; a new one lasts until tomorrow.')
  })
  await show(state)
  return Promise.race(processes.map(({ ended }) => ended))
}

async function startOnSomePort(places, state, processes) {
  const known = state.servers.everything && new URL(state.servers.everything.target.url).port
  // Below the range that systems use for outgoing connections, so that it is still free the next time.
  for (const port of [
    ...(known ? [Number(known)] : []),
    ...Array.from({ length: 20 }, () => randomInt(20_000, 30_000)),
  ]) {
    const running = await startEverything(places, port)
    if (!running) continue
    processes.push(running)
    return port
  }
  throw new Error('No port was found for server-everything.')
}

function targetsIn(places, port) {
  const stdio = (...args) => ({ transport: 'stdio', command: places.node, args })
  return {
    everything: { transport: 'streamable_http', url: `http://127.0.0.1:${port}/mcp` },
    'everything-stdio': stdio(places.everything, 'stdio'),
    files: stdio(places.filesystem, places.samples),
  }
}

async function settingsFor(state, places) {
  const host = process.env.HOST || '127.0.0.1'
  const port = process.env.PORT || (await firstFreePort(host, [3000, 3001, 3002, 3003, 3004, 3005]))
  // Empty, so that neither this shell nor a .env file makes the demo write into somebody's real database.
  const off = [
    'DATABASE_URL',
    'DATABASE_OWNER_URL',
    'ENCRYPTION_KEYS',
    'AUTH_SECRET',
    'CONNECT_SECRET',
    'PORTCULLIS_ROLE',
  ]
  return {
    ...Object.fromEntries([...off, 'MIGRATE_ON_START', 'TRUST_PROXY', 'METRICS_TOKEN'].map((name) => [name, ''])),
    HOST: host,
    PORT: String(port),
    APP_URL: process.env.APP_URL || `http://localhost:${port}`,
    DATA_DIR: demoDir,
    STDIO_COMMANDS: places.node,
    EGRESS_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: process.env.LOG_LEVEL || 'info',
    INIT_ADMIN_EMAIL: state.email,
    INIT_ADMIN_PASSWORD: state.password,
    INIT_ORG_NAME: 'Demo',
    INIT_ORG_API_KEY: state.apiKey,
  }
}

async function show(state) {
  const agent = 'Docs assistant'
  const key = state.agents[agent]?.key
  console.log(`
Dashboard   ${state.url}
  e-mail    ${state.email}
  password  ${state.password}`)
  if (!state.seeded) {
    console.log('\nThis database is not empty, so nothing was added. To begin anew: rm -r .portcullis/demo')
    return
  }
  console.log(`
Agent       ${agent}: may read "Sample files" until tomorrow, and use two tools of "Everything (HTTP)"
  gateway   ${state.url}/mcp/files
  key       ${key}
  it sees   ${(await listTools(state, 'files', agent)).join(', ') || '(no tool)'}

From another terminal, as that agent:`)
  for (const { tool, input } of shown) {
    const { outcome, text } = await callTool(state, 'files', tool, input, agent)
    console.log(`
  npm run -s demo -- call files ${tool} '${JSON.stringify(input)}'
    ${outcome === 'allowed' ? '✓' : '✗'} ${outcome}: ${text.trim().replaceAll('\n', '\n      ')}`)
  }
  console.log('\nBoth calls are in the audit log. Ctrl-C stops everything; the next start goes on where this one was.')
}
