import { describe, expect, it } from 'vitest'
import { createLog, withoutSecrets } from './log.ts'

const agentKey = `pck_agt_AbCdEf012345_${'k'.repeat(43)}`
const organizationKey = `pck_org_AbCdEf012345_${'k'.repeat(43)}`

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog({ logLevel: 'trace' }, { write: (line) => lines.push(line) }))
  return lines.join('')
}

describe('what never reaches the log', () => {
  it.each(['authorization', 'cookie', 'set-cookie', 'x-api-key', 'password', 'accessToken', 'clientSecret'])(
    'a field %s',
    (name) => {
      const text = linesOf((log) => {
        log.info({ [name]: 'hunter2' })
        log.info({ headers: { [name]: 'hunter2' } })
        log.info({ request: { headers: { [name]: ['hunter2'] } } })
      })
      expect(text).not.toContain('hunter2')
      expect(text.match(/\[redacted\]/g)).toHaveLength(3)
    },
  )

  it.each([agentKey, organizationKey, agentKey.slice(0, 30)])('a key, wherever it stands: %s', (key) => {
    const text = linesOf((log) => {
      log.warn(`refused ${key}`)
      log.warn({ deep: { list: [{ text: `x${key}y` }] } })
      log.error({ err: new Error(`bad ${key}`, { cause: new Error(key) }) })
    })
    expect(text).not.toContain('kkkkk')
    expect(text).not.toContain('AbCdEf')
  })

  it('a bearer credential and a password in an address', () => {
    const text = linesOf((log) => {
      log.info('Authorization: Bearer hunter2.hunter2')
      log.info({ err: new Error('connect postgresql://portcullis_login:hunter2@127.0.0.1:5432/portcullis') })
    })
    expect(text).not.toContain('hunter2')
    expect(text).toContain('postgresql://portcullis_login:[redacted]@127.0.0.1:5432/portcullis')
  })

  it('the statement and the parameters of a failed query', () => {
    const cause = Object.assign(new Error('duplicate key value'), { code: '23505' })
    const error = new Error('Failed query: insert into x values ($1)\nparams: hunter2', { cause })
    const text = linesOf((log) => log.error({ err: error }))
    expect(text).not.toContain('hunter2')
    expect(JSON.parse(text)).toMatchObject({ err: { message: 'a query failed', cause: { code: '23505' } } })
  })
})

describe('what does reach the log', () => {
  it('is one JSON object a line, with level and time in words', () => {
    const [first, second] = linesOf((log) => {
      log.info({ serverId: 's1' }, 'one')
      log.debug('two')
    })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject({
      level: 'info',
      serverId: 's1',
      msg: 'one',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(second).toMatchObject({ level: 'debug', msg: 'two' })
  })

  it('stays as it was when it holds no secret', () => {
    const text = 'GET https://mcp.company.com:8443/a?b=c#d from ada@company.com: pck_ prefix, bearer of news'
    expect(withoutSecrets(text.replace('bearer of news', 'the bearer'))).toBe(
      text.replace('bearer of news', 'the bearer'),
    )
  })
})
