import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEgress, type Egress, type EgressOptions } from '#server/egress/create-egress.ts'

const refused = expect.objectContaining({ name: 'EgressError', kind: 'refused' })
const publicAddress = '93.184.216.34'
let upstream: Server
let port: number
let hits: string[]
const egresses: Egress[] = []

function egress(options: Partial<EgressOptions> = {}): Egress {
  const made = createEgress({ egressAllow: [], ownPorts: [], ...options })
  egresses.push(made)
  return made
}

/** A name server of our own: each name gives its addresses, one list per question. */
function names(table: Record<string, string[][]>) {
  return async (name: string): Promise<string[]> => {
    const answers = table[name]
    if (!answers) throw new Error('ENOTFOUND')
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? []
  }
}

const get = (from: Egress, url: string, options: { maxBodyBytes?: number; signal?: AbortSignal } = {}) =>
  from.request({ url, method: 'GET', signal: AbortSignal.timeout(5_000), ...options })

beforeEach(async () => {
  hits = []
  upstream = createServer((request, response) => {
    hits.push(request.url ?? '')
    const path = request.url ?? ''
    if (path.startsWith('/redirect/')) {
      response
        .writeHead(Number(path.slice(10)), { location: `http://127.0.0.1:${port}/stolen`, 'set-cookie': 'a=b' })
        .end()
    } else if (path === '/headers') response.end(JSON.stringify(request.headers))
    else if (path === '/big-headers') response.writeHead(200, { x: 'y'.repeat(40_000) }).end()
    else if (path === '/endless') {
      const write = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', write)
      }
      write()
    } else if (path !== '/silent') response.end('here')
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  port = (upstream.address() as AddressInfo).port
})

afterEach(async () => {
  await Promise.all(egresses.splice(0).map((one) => one.close()))
  upstream.closeAllConnections()
  await new Promise((resolve) => upstream.close(resolve))
})

describe('C3 nothing private is reached by an address in any spelling', () => {
  test.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '017700000001', '127.0.0.1.'],
    ...[
      '１２７.０.０.１',
      '127。0。0。1',
      '0',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ],
    ...['[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', 'localhost', 'localhost.', 'LOCALHOST', 'a.localhost'],
    ...['10.0.0.1', '192.168.1.1', '169.254.169.254', '[fe80::1]', '[fd00::1]', '[fd00:ec2::254]', '100.100.100.200'],
    ...['metadata.google.internal', 'Metadata.Google.Internal.', 'metadata', 'instance-data'],
  ])('%s', async (host) => {
    const guarded = egress({ resolver: names({ 'a.localhost': [[publicAddress]] }) })
    for (const scheme of ['http', 'https']) {
      await expect(get(guarded, `${scheme}://${host}:${port}/`)).rejects.toThrow(refused)
      await expect(guarded.check(`${scheme}://${host}:${port}/`)).rejects.toThrow(refused)
    }
    expect(hits).toEqual([])
  })
})

describe('C2 every address of a name is checked, and the socket goes to what was checked', () => {
  test.each([
    ['only a private address', [['10.0.0.1']]],
    ['a public and a private address', [[publicAddress, '127.0.0.1']]],
    ['a public and a metadata address', [['169.254.169.254', publicAddress]]],
    ['no address', [[]]],
  ])('a name with %s is refused', async (_name, answers) => {
    const guarded = egress({ resolver: names({ 'evil.test': answers }) })
    await expect(get(guarded, `https://evil.test:${port}/`)).rejects.toThrow(refused)
    expect(hits).toEqual([])
  })

  test('a name that rebinds after a check is checked again for the connection', async () => {
    const guarded = egress({ resolver: names({ 'evil.test': [[publicAddress], ['127.0.0.1']] }) })
    await guarded.check(`https://evil.test:${port}/`)
    await expect(get(guarded, `https://evil.test:${port}/`)).rejects.toThrow(refused)
    expect(hits).toEqual([])
  })

  test('the resolver is asked once for a connection', async () => {
    let asked = 0
    const resolver = async () => {
      asked += 1
      return ['127.0.0.1']
    }
    const guarded = egress({ egressAllow: ['127.0.0.0/8'], resolver })
    await expect(get(guarded, `http://mcp.test:${port}/`).then((r) => r.text())).resolves.toBe('here')
    expect(asked).toBe(1)
  })

  test('the library behind the dispatcher is guarded too', async () => {
    const { request } = await import('undici')
    await expect(request(`http://127.0.0.1:${port}/`, { dispatcher: egress().dispatcher })).rejects.toThrow(refused)
    expect(hits).toEqual([])
  })
})

describe('C8 EGRESS_ALLOW', () => {
  test.each([['127.0.0.0/8'], ['127.0.0.1'], ['localhost']])('%s opens http://localhost', async (entry) => {
    const response = await get(egress({ egressAllow: [entry] }), `http://localhost:${port}/`)
    await expect(response.text()).resolves.toBe('here')
  })

  test('a name opens its own addresses and no others', async () => {
    const resolver = names({ 'mcp.test': [['127.0.0.1']], 'other.test': [['127.0.0.1']] })
    const guarded = egress({ egressAllow: ['mcp.test'], resolver })
    await expect(get(guarded, `http://mcp.test:${port}/`).then((r) => r.text())).resolves.toBe('here')
    await expect(get(guarded, `http://other.test:${port}/`)).rejects.toThrow(refused)
    await expect(get(guarded, `http://127.0.0.1:${port}/`)).rejects.toThrow(refused)
  })

  test('never opens metadata addresses, by range or by name', async () => {
    const resolver = names({ 'mcp.test': [['169.254.169.254']] })
    const guarded = egress({ egressAllow: ['0.0.0.0/0', '::/0', 'mcp.test', 'metadata.google.internal'], resolver })
    for (const host of [
      '169.254.169.254',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::a9fe:a9fe]',
      'mcp.test',
      'metadata.google.internal',
    ]) {
      await expect(guarded.check(`http://${host}/`)).rejects.toThrow(refused)
    }
  })

  test.each(['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::ffff:127.0.0.1]', 'me.test'])(
    'never opens our own ports: %s',
    async (host) => {
      const guarded = egress({
        egressAllow: ['0.0.0.0/0', '::/0', 'localhost', 'me.test'],
        ownPorts: [port],
        resolver: names({ 'me.test': [['127.0.0.1']] }),
      })
      await expect(get(guarded, `http://${host}:${port}/`)).rejects.toThrow(refused)
      expect(hits).toEqual([])
    },
  )

  test('never opens the database on another machine, by name or by address', async () => {
    const resolver = names({ 'db.test': [['10.0.0.7']], 'alias.test': [['10.0.0.7']] })
    const guarded = egress({
      egressAllow: ['10.0.0.0/8'],
      ownPorts: [],
      ownEndpoints: [{ host: 'db.test', port: 5432 }],
      resolver,
    })
    for (const host of ['db.test', 'alias.test', '10.0.0.7']) {
      await expect(guarded.check(`http://${host}:5432/`)).rejects.toThrow(refused)
    }
    await expect(guarded.check('http://10.0.0.7:8080/')).resolves.toBeUndefined()
  })

  test('http is for addresses in it only', async () => {
    const guarded = egress({
      egressAllow: ['10.0.0.0/8'],
      resolver: names({ 'mixed.test': [['10.0.0.1', publicAddress]] }),
    })
    await expect(guarded.check(`http://${publicAddress}/`)).rejects.toThrow(refused)
    await expect(guarded.check('http://mixed.test/')).rejects.toThrow(refused)
    await expect(guarded.check(`https://${publicAddress}/`)).resolves.toBeUndefined()
  })

  test.each(['not a name', '10.0.0.0/33', 'http://10.0.0.1', '*.test', '10.0.0', ''])(
    '%j is refused at start',
    (entry) => {
      expect(() => createEgress({ egressAllow: [entry], ownPorts: [] })).toThrow(TypeError)
    },
  )
})

test.each([
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'nonsense',
  '//127.0.0.1',
  'https://user:pass@1.1.1.1/',
  'https://user@1.1.1.1/',
])('C5 %s is refused', async (url) => {
  const guarded = egress({ egressAllow: ['127.0.0.0/8'] })
  await expect(get(guarded, url)).rejects.toThrow(refused)
  await expect(guarded.check(url)).rejects.toThrow(refused)
})

test.each([301, 302, 303, 307, 308])('C6 a %i is an error and nothing follows it', async (status) => {
  const guarded = egress({ egressAllow: ['127.0.0.0/8'] })
  await expect(get(guarded, `http://127.0.0.1:${port}/redirect/${status}`)).rejects.toThrow(
    expect.objectContaining({ kind: 'redirect' }),
  )
  expect(hits).toEqual([`/redirect/${status}`])
})

describe('C7 limits', () => {
  test('a body without an end is cut', async () => {
    const response = await get(egress({ egressAllow: ['127.0.0.0/8'] }), `http://127.0.0.1:${port}/endless`, {
      maxBodyBytes: 1_000_000,
    })
    await expect(response.text()).rejects.toThrow(expect.objectContaining({ kind: 'too_large' }))
  })

  test('large headers are refused', async () => {
    await expect(get(egress({ egressAllow: ['127.0.0.0/8'] }), `http://127.0.0.1:${port}/big-headers`)).rejects.toThrow(
      expect.objectContaining({ kind: 'too_large' }),
    )
  })

  test('a server that does not answer ends with the signal, for the reason of the signal', async () => {
    const call = get(egress({ egressAllow: ['127.0.0.0/8'] }), `http://127.0.0.1:${port}/silent`, {
      signal: AbortSignal.timeout(50),
    })
    await expect(call).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }))
  })

  test('a TLS server that never shakes hands runs into the connect limit', async () => {
    const mute = createTcpServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const guarded = egress({ egressAllow: ['127.0.0.0/8'], connectTimeout: 100 })
    const call = get(guarded, `https://127.0.0.1:${(mute.address() as AddressInfo).port}/`)
    await expect(call).rejects.toThrow(expect.objectContaining({ kind: 'timeout' }))
    mute.close()
  })

  test('a name server that never answers runs into the connect limit', async () => {
    const guarded = egress({ resolver: () => new Promise(() => undefined), connectTimeout: 50 })
    await expect(get(guarded, 'https://slow.test/')).rejects.toThrow(refused)
  })

  test('no compressed answer is asked for, whatever the caller says', async () => {
    const response = await egress({ egressAllow: ['127.0.0.0/8'] }).request({
      url: `http://127.0.0.1:${port}/headers`,
      method: 'GET',
      headers: { 'Accept-Encoding': 'gzip' },
      signal: AbortSignal.timeout(5_000),
    })
    expect(JSON.parse(await response.text())['accept-encoding']).toBe('identity')
  })
})

test('C9 a forbidden address, a private name and a name that does not exist give the same public text', async () => {
  const guarded = egress({ resolver: names({ 'inside.test': [['10.0.0.1']] }) })
  const texts = await Promise.all(
    ['http://127.0.0.1:1/', 'https://inside.test/', 'https://absent.test/', 'https://169.254.169.254/'].map((url) =>
      get(guarded, url).then(
        () => 'reached',
        (error: Error) => error.message,
      ),
    ),
  )
  expect(new Set(texts)).toEqual(new Set(["the server's address does not resolve or is not allowed"]))
})

test('a closed port of an allowed address is unreachable, not refused', async () => {
  upstream.closeAllConnections()
  await new Promise((resolve) => upstream.close(resolve))
  await expect(get(egress({ egressAllow: ['127.0.0.0/8'] }), `http://127.0.0.1:${port}/`)).rejects.toThrow(
    expect.objectContaining({ kind: 'unreachable' }),
  )
  await new Promise<void>((resolve) => upstream.listen(port, '127.0.0.1', resolve))
})
