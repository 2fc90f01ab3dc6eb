import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { drain, trackRequests } from './drain.ts'

const log = pino({ level: 'silent' })

/** A server whose answers wait for `finish`, and a record of what ended in which order. */
async function serving() {
  const ended: string[] = []
  const waiting: (() => void)[] = []
  const arrived: (() => void)[] = []
  const server = createServer((request, response) => {
    response.flushHeaders()
    waiting.push(() => response.end(`answer to ${request.url}`))
    arrived.shift()?.()
  })
  const requests = trackRequests(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const end = (name: string) => () => {
    ended.push(name)
    return Promise.resolve()
  }
  const parts = {
    server,
    gateway: { close: end('gateway') },
    pages: { close: end('pages') },
    pool: { end: end('pool') },
    postgres: { stop: end('postgres') },
    log,
  }
  const call = async (path: string, method = 'POST') => {
    const here = new Promise<void>((resolve) => arrived.push(resolve))
    const answer = fetch(url + path, { method }).then((response) => response.text())
    answer.catch(() => {})
    await here
    return { text: answer }
  }
  const finish = () => {
    for (const each of waiting.splice(0)) each()
  }
  return { parts, requests, call, finish, ended, server }
}

const isListening = (server: Server) => server.listening

describe('draining', () => {
  it('cuts what is not done within the limit, and still ends the rest in order', async () => {
    const { parts, requests, call, ended, server } = await serving()
    const { text } = await call('/mcp/files')
    await drain({ ...parts, limit: 30 }, requests)
    await expect(text).rejects.toThrow()
    expect(ended).toEqual(['gateway', 'pages', 'pool', 'postgres'])
    expect(isListening(server)).toBe(false)
  })

  it('lets a running call finish before anything that it needs is ended', async () => {
    const { parts, requests, call, finish, ended } = await serving()
    const { text } = await call('/mcp/files')
    const drained = drain(parts, requests)
    expect(ended).toEqual(['gateway'])
    finish()
    expect(await text).toBe('answer to /mcp/files')
    await drained
    expect(ended).toEqual(['gateway', 'pages', 'pool', 'postgres'])
  })

  it('does not wait for a stream that only the gateway ends', async () => {
    const { parts, requests, call, ended } = await serving()
    const { text } = await call('/mcp/files', 'GET')
    await drain(parts, requests)
    expect(ended).toEqual(['gateway', 'pages', 'pool', 'postgres'])
    await expect(text).rejects.toThrow()
  })

  it('goes on when a part fails', async () => {
    const { parts, requests, ended } = await serving()
    const gateway = { close: () => Promise.reject(new Error('stuck')) }
    await drain({ ...parts, gateway }, requests)
    expect(ended).toEqual(['pages', 'pool', 'postgres'])
  })

  it('has nothing to end where there is none', async () => {
    const { parts, requests, ended } = await serving()
    await drain({ ...parts, gateway: null, pages: null, postgres: null }, requests)
    expect(ended).toEqual(['pool'])
  })
})
