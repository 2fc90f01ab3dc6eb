import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'

// The floor: what any gateway on this stack costs before it does anything. It puts the credential in and passes the rest
// through, without looking at it. Its parent hears its port.

const origin = process.env.BENCH_UPSTREAM ?? ''
const authorization = `Bearer ${process.env.BENCH_CREDENTIAL}`
const upstream = new Pool(origin, { connections: 64, pipelining: 1 })
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length', 'authorization'])

const server = createServer((request, response) => {
  const headers: Record<string, string | string[]> = { authorization }
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !hopByHop.has(name)) headers[name] = value
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const method = request.method as 'GET' | 'POST' | 'DELETE'
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null
    upstream
      .stream({ path: request.url ?? '/', method, headers, body }, ({ statusCode, headers: answered }) => {
        delete answered['transfer-encoding']
        delete answered.connection
        delete answered['keep-alive']
        return response.writeHead(statusCode, answered as Record<string, string>)
      })
      .catch(() => response.destroy())
  })
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
