import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { sourceOf } from '#server/auth/source-of-request.ts'
import { createHealth } from '#server/health.ts'
import { createMetrics } from './metrics.ts'
import { respondJson } from './respond-json.ts'
import { type Doors, routeRequests } from './route-requests.ts'

const log = pino({ level: 'silent' })
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const says = (door: string) => (request: IncomingMessage, response: ServerResponse) =>
  respondJson(response, 200, { door, headers: request.headers })

const holds = () => Promise.resolve()
const checks = { database: holds, migrations: holds, keys: holds }

async function open(more: Partial<Doors> = {}): Promise<string> {
  const draining = more.draining ?? (() => false)
  const doors: Doors = {
    gateway: says('gateway'),
    pages: says('pages'),
    health: createHealth({ checks, draining, limit: 1000 }),
    metrics: createMetrics(undefined),
    draining,
    trustProxy: false,
    log,
    ...more,
  }
  const server = createServer(routeRequests(doors))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function ask(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers, redirect: 'manual' })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}

describe('which door answers', () => {
  it.each([
    ['/mcp', 'gateway'],
    ['/mcp/files', 'gateway'],
    ['/mcp?x=/healthz', 'gateway'],
    ['/', 'pages'],
    ['/mcpx', 'pages'],
    ['/MCP/files', 'pages'],
    ['/kitchen', 'pages'],
    ['/api/trpc/servers.list', 'pages'],
    ['/o/acme/servers', 'pages'],
  ])('%s → %s', async (path, door) => {
    const { status, body } = await ask((await open()) + path)
    expect([status, body.door]).toEqual([200, door])
  })

  it.each(['/k', '/k/x', '/.well-known/oauth-protected-resource', '/.well-known/x/y', '/metrics'])(
    '%s is not there, in JSON and without a redirect',
    async (path) => {
      const { status, body, headers } = await ask((await open()) + path)
      expect([status, body]).toEqual([404, { code: 'NOT_FOUND' }])
      expect(headers.get('location')).toBeNull()
    },
  )

  it('none where the process plays another role', async () => {
    expect((await ask(`${await open({ gateway: null })}/mcp/files`)).status).toBe(404)
    expect((await ask(`${await open({ pages: null })}/`)).status).toBe(404)
  })

  it('answers a handler that breaks with nothing about why', async () => {
    const pages = () => Promise.reject(new Error('hunter2'))
    const { status, body } = await ask(await open({ pages }))
    expect([status, body]).toEqual([500, { code: 'INTERNAL' }])
  })
})

describe('what a client may say about itself', () => {
  const lies = {
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
    forwarded: 'for=1.2.3.4',
  }
  const internal = { 'x-middleware-subrequest': 'proxy:proxy:proxy', 'x-middleware-rewrite': '/x' }
  const heard = async (url: string) => Object.keys((await ask(url, { ...lies, ...internal })).body.headers as object)

  it('not its address, host or scheme', async () => {
    const names = await heard(await open())
    expect(names.filter((name) => name in lies || name in internal)).toEqual([])
  })

  it('behind a proxy that is trusted, what the proxy says; never what only Next may', async () => {
    const names = await heard(await open({ trustProxy: true }))
    expect(names).toEqual(expect.arrayContaining(Object.keys(lies)))
    expect(names.filter((name) => name in internal)).toEqual([])
  })
})

describe('where a request comes from, as the limit on sign-ins counts it', () => {
  const claims = { 'x-portcullis-peer': '6.6.6.6', 'x-forwarded-for': '1.2.3.4, 5.6.7.8', 'x-real-ip': '9.9.9.9' }
  /** Asks the pages from an address of the loopback, as a client with its own socket. */
  async function sourceAt(url: string, localAddress: string, headers: Record<string, string>): Promise<string> {
    const [response] = (await once(request(url, { localAddress, headers, agent: false }).end(), 'response')) as [
      IncomingMessage,
    ]
    const { headers: seen } = JSON.parse(Buffer.concat(await response.toArray()).toString())
    return sourceOf(new Headers(seen))
  }

  it('is the address of its socket, whatever it claims', async () => {
    expect(await sourceAt(await open(), '127.0.0.1', claims)).toBe('127.0.0.1')
    expect(await sourceAt(await open({ trustProxy: true }), '127.0.0.1', { 'x-portcullis-peer': '6.6.6.6' })).toBe(
      '127.0.0.1',
    )
  })

  it('differs for two peers', async () => {
    const url = await open()
    expect(await sourceAt(url, '127.0.0.1', {})).toBe('127.0.0.1')
    expect(await sourceAt(url, '127.0.0.2', {})).toBe('127.0.0.2')
  })

  it('is what the proxy itself adds, behind one that is trusted', async () => {
    expect(await sourceAt(await open({ trustProxy: true }), '127.0.0.1', claims)).toBe('5.6.7.8')
  })

  it('is one place for all that do not say, and never what only the client says', () => {
    const { 'x-portcullis-peer': _, ...rest } = claims
    expect(sourceOf(new Headers(rest))).toBe(sourceOf(new Headers()))
    expect(sourceOf(new Headers())).not.toBe('')
  })
})

describe('what a body may weigh before anybody reads it', () => {
  /** Sends the head of a request, and its body only where there is one: a refusal does not wait for it. */
  async function knock(path: string, method: string, headers: Record<string, string | number>, body?: string) {
    const asked = request((await open()) + path, { method, headers, agent: false })
    if (body === undefined) asked.flushHeaders()
    else asked.end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    const answer = JSON.parse(Buffer.concat(await response.toArray()).toString())
    asked.destroy()
    return { status: response.statusCode, body: answer, headers: response.headers }
  }
  const limit = 1024 * 1024

  it.each(['/api/trpc/servers.list', '/api/auth/callback/credentials', '/%61pi/trpc/servers.list', '/sign-in'])(
    'too much for %s: 413, without waiting for it',
    async (path) => {
      const { status, body, headers } = await knock(path, 'POST', { 'content-length': limit + 1 })
      expect([status, body]).toEqual([413, { code: 'BAD_REQUEST', reason: 'body_too_large' }])
      expect(headers.connection).toBe('close')
    },
  )

  it.each(['GET', 'POST', 'PUT', 'DELETE'])('of a size that %s does not say: 411', async (method) => {
    const { status, body } = await knock('/api/trpc/servers.list', method, { 'transfer-encoding': 'chunked' })
    expect([status, body]).toEqual([411, { code: 'BAD_REQUEST', reason: 'length_required' }])
  })

  it('up to the limit, or nothing: goes through', async () => {
    const full = 'x'.repeat(limit)
    expect((await knock('/api/trpc/servers.list', 'POST', { 'content-length': limit }, full)).status).toBe(200)
    expect((await knock('/api/auth/signout', 'POST', { 'content-length': 0 }, '')).status).toBe(200)
    expect((await knock('/api/auth/session', 'GET', {}, '')).status).toBe(200)
  })

  it('is for the gateway to say where the request is its own', async () => {
    const { status, body } = await knock('/mcp/files', 'POST', { 'content-length': limit + 1 })
    expect([status, body.door]).toEqual([200, 'gateway'])
  })
})

describe('health', () => {
  it('fails readiness and names the check, not the reason', async () => {
    const database = () => Promise.reject(new Error('password hunter2 refused'))
    const health = createHealth({ checks: { ...checks, database }, draining: () => false, limit: 1000 })
    const { status, body } = await ask(`${await open({ health })}/readyz`)
    expect([status, body]).toEqual([
      503,
      { status: 'not ready', checks: { database: 'failed', migrations: 'ok', keys: 'ok' } },
    ])
  })

  it('does not wait for a check that hangs', async () => {
    const hangs = () => new Promise<void>(() => {})
    const health = createHealth({ checks: { ...checks, keys: hangs }, draining: () => false, limit: 20 })
    expect((await ask(`${await open({ health })}/readyz`)).body.checks).toMatchObject({ keys: 'failed' })
  })

  it('while draining: alive, not ready, and no work taken', async () => {
    const url = await open({ draining: () => true })
    expect((await ask(`${url}/healthz`)).status).toBe(200)
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 503, body: { status: 'draining' } })
    for (const path of ['/mcp/files', '/', '/metrics']) {
      expect(await ask(url + path)).toMatchObject({ status: 503, body: { reason: 'draining' } })
    }
  })

  it('asks nothing of the database to say that it is alive', async () => {
    const fails = () => Promise.reject(new Error('down'))
    const health = createHealth({
      checks: { database: fails, migrations: fails, keys: fails },
      draining: () => false,
      limit: 1000,
    })
    expect((await ask(`${await open({ health })}/healthz`)).status).toBe(200)
  })
})

describe('metrics', () => {
  const token = 'a-token-of-the-collector'

  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: token }, { authorization: `Basic ${token}` }])(
    'are refused to %o',
    async (headers) => {
      expect(
        (await ask(`${await open({ metrics: createMetrics(token) })}/metrics`, headers as Record<string, string>))
          .status,
      ).toBe(401)
    },
  )

  it('are given to whoever has the token', async () => {
    const url = `${await open({ metrics: createMetrics(token) })}/metrics`
    const text = await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text()
    expect(text).toContain('process_cpu_user_seconds_total')
  })
})
