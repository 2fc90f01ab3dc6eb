import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readSettings, SettingsError } from './env.ts'

const random = () => randomBytes(32).toString('base64url')
const withDatabase = () => ({
  DATABASE_URL: 'postgresql://portcullis_login:one@db.internal:5432/portcullis',
  DATABASE_OWNER_URL: 'postgresql://portcullis_owner:two@db.internal:5432/portcullis',
  ENCRYPTION_KEYS: `v1:${randomBytes(32).toString('base64')}`,
  AUTH_SECRET: random(),
  CONNECT_SECRET: random(),
})
const firstAdmin = { INIT_ADMIN_EMAIL: 'ada@example.org', INIT_ADMIN_PASSWORD: 'correct horse', INIT_ORG_NAME: 'Acme' }

type Source = Record<string, string | undefined>

function read(source: Source) {
  return readSettings(source as NodeJS.ProcessEnv, '/srv/portcullis')
}

function problemsOf(source: Source): string[] {
  try {
    read(source)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map((each) => `${each.name} ${each.problem}`)
    throw error
  }
  return []
}

describe('settings that are refused', () => {
  it.each<[string, string, string]>([
    ['APP_URL', 'portcullis.company.com', 'must be an origin'],
    ['APP_URL', 'https://company.com/portcullis', 'must be an origin'],
    ['APP_URL', 'https://user:pass@company.com', 'must be an origin'],
    ['APP_URL', 'ftp://company.com', 'must be an origin'],
    ['HOST', 'not a host', 'must be an address or a host name'],
    ['PORT', 'http', 'must be a whole number from 1 to 65535'],
    ['PORT', '0', 'must be at least 1'],
    ['PORT', '65536', 'must be at most 65535'],
    ['PORT', '3000.5', 'must be a whole number'],
    ['EGRESS_ALLOW', '10.0.0.0/8,1.2.3', 'must list addresses, CIDR ranges and host names'],
    ['EGRESS_ALLOW', '10.0.0.0/33', 'must list addresses'],
    ['EGRESS_ALLOW', '012.0.0.1', 'must list addresses'],
    ['EGRESS_ALLOW', 'https://internal', 'must list addresses'],
    ['EGRESS_ALLOW', 'a,,b', 'must list addresses'],
    ['STDIO_COMMANDS', 'node --eval', 'must list names or absolute paths'],
    ['STDIO_COMMANDS', './server', 'must list names or absolute paths'],
    ['STDIO_MAX_RSS', '1', 'must be at least 16'],
    ['STDIO_MAX_RSS', '512MB', 'must be a whole number'],
    ['TRUST_PROXY', 'maybe', 'must be true or false'],
    ['MIGRATE_ON_START', 'later', 'must be true or false'],
    ['METRICS_TOKEN', 'short', 'must have at least 16 printable characters'],
    ['PORTCULLIS_ROLE', 'api', 'must be all, web or gateway'],
    ['LOG_LEVEL', 'loud', 'must be fatal, error'],
    ['PG_BIN', 'bin', 'must be an absolute path'],
    ['ENCRYPTION_KEYS', 'v1:c2hvcnQ=', 'cannot be used'],
    ['ENCRYPTION_KEYS', `v1:${Buffer.alloc(32).toString('base64')}`, 'cannot be used'],
    ['AUTH_SECRET', 'short', 'must have at least 32 characters'],
    ['AUTH_SECRET', 'a'.repeat(64), 'is a sample or is not random'],
    ['CONNECT_SECRET', 'change-me-change-me-change-me-change-me', 'is a sample or is not random'],
    ['CONNECT_SECRET', 'your-super-long-production-token-here-42', 'is a sample or is not random'],
    ['DATABASE_URL', 'mysql://a:b@c/d', 'must read postgresql://'],
    ['DATABASE_URL', 'postgresql://a:p#ss@host/d', 'must read postgresql://'],
    ['DATABASE_URL', 'postgresql://host/d', 'must read postgresql://'],
    ['DATABASE_OWNER_URL', 'postgresql://a:b@host', 'must read postgresql://'],
    ['INIT_ADMIN_EMAIL', 'ada', 'must be an e-mail address'],
    ['INIT_ADMIN_PASSWORD', 'elevenchars', 'must have at least 12 characters'],
    ['INIT_ORG_NAME', '   ', 'must not be empty'],
    ['INIT_ORG_API_KEY', 'pck_org_short', 'must have 32 to 200 printable characters'],
    ['INIT_ORG_API_KEY', `${'x'.repeat(40)} y`, 'must have 32 to 200 printable characters'],
    ['INIT_ORG', 'Acme', 'is not a setting; there are INIT_ADMIN_EMAIL'],
  ])('%s=%s', (name, value, problem) => {
    const problems = problemsOf({ ...withDatabase(), ...firstAdmin, [name]: value })
    expect(problems).toEqual([expect.stringContaining(`${name} ${problem}`)])
  })

  it.each(['ENCRYPTION_KEYS', 'AUTH_SECRET', 'CONNECT_SECRET', 'DATABASE_OWNER_URL'])(
    'DATABASE_URL without %s',
    (name) => {
      expect(problemsOf({ ...withDatabase(), [name]: undefined })).toEqual([
        expect.stringContaining(`${name} is needed beside DATABASE_URL`),
      ])
    },
  )

  it('a DATABASE_OWNER_URL alone, and a role of its own without DATABASE_URL', () => {
    const { DATABASE_OWNER_URL } = withDatabase()
    expect(problemsOf({ DATABASE_OWNER_URL })).toEqual(['DATABASE_URL is needed beside DATABASE_OWNER_URL'])
    expect(problemsOf({ PORTCULLIS_ROLE: 'gateway' })).toEqual([
      'DATABASE_URL is needed when PORTCULLIS_ROLE is not all',
    ])
  })

  it('one role for both addresses', () => {
    const both = withDatabase()
    expect(problemsOf({ ...both, DATABASE_OWNER_URL: both.DATABASE_URL })).toEqual([
      'DATABASE_URL must log in as another role than DATABASE_OWNER_URL',
    ])
  })

  it('one secret for two purposes', () => {
    const secret = random()
    expect(problemsOf({ ...withDatabase(), AUTH_SECRET: secret, CONNECT_SECRET: secret })).toEqual([
      'CONNECT_SECRET must differ from AUTH_SECRET',
    ])
  })

  it.each(Object.keys(firstAdmin))('a first admin without %s', (name) => {
    expect(problemsOf({ ...firstAdmin, [name]: undefined })).toEqual([
      `${name} is needed beside the other INIT_ settings`,
    ])
  })

  it('a first API key without a first admin', () => {
    expect(problemsOf({ INIT_ORG_API_KEY: `pck_org_aaaaaaaaaaaa_${random()}` })).toHaveLength(3)
  })
})

describe('the message about wrong settings', () => {
  const bad = {
    PORT: 'x',
    HOST: 'a b',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://u:hunter2@h/d',
    AUTH_SECRET: 'hunter2',
  }

  it('names every one of them, those between settings too', () => {
    const names = problemsOf(bad).map((line) => line.split(' ')[0])
    expect(new Set(names)).toEqual(
      new Set([
        'PORT',
        'HOST',
        'LOG_LEVEL',
        'DATABASE_URL',
        'AUTH_SECRET',
        'ENCRYPTION_KEYS',
        'CONNECT_SECRET',
        'DATABASE_OWNER_URL',
      ]),
    )
    expect(() => read(bad)).toThrow(/^These settings are wrong:\n {2}HOST must/)
  })

  it('holds no value', () => {
    expect(() => read(bad)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }))
  })
})

describe('settings that are accepted', () => {
  it('none at all', () => {
    const settings = read({})
    expect(settings).toMatchObject({
      ...{ appUrl: 'http://localhost:3000', host: '127.0.0.1', port: 3000, dataDir: '/srv/portcullis/.portcullis' },
      ...{
        egressAllow: [],
        stdioCommands: [],
        stdioMaxRss: 512,
        trustProxy: false,
        migrateOnStart: true,
        role: 'all',
        logLevel: 'info',
      },
    })
    expect(settings.databaseUrl ?? settings.init ?? settings.metricsToken).toBeUndefined()
  })

  it('what npm puts beside them', () => {
    expect(read({ INIT_CWD: '/srv', npm_config_user_agent: 'npm/11' }).init).toBeUndefined()
  })

  it('empty ones, which count as absent', () => {
    expect(read({ PORT: '', DATABASE_URL: '', INIT_ADMIN_EMAIL: '' }).port).toBe(3000)
  })

  it('the port, which is part of the default address', () => {
    expect(read({ PORT: '8080' }).appUrl).toBe('http://localhost:8080')
    expect(read({ PORT: '8080', APP_URL: 'https://Portcullis.Company.com/' }).appUrl).toBe(
      'https://portcullis.company.com',
    )
  })

  it('lists', () => {
    const { egressAllow, stdioCommands } = read({
      EGRESS_ALLOW: '127.0.0.0/8, ::1, fd00::/8,mcp.internal',
      STDIO_COMMANDS: 'node,npx,/opt/mcp/bin/server',
    })
    expect(egressAllow).toEqual(['127.0.0.0/8', '::1', 'fd00::/8', 'mcp.internal'])
    expect(stdioCommands).toEqual(['node', 'npx', '/opt/mcp/bin/server'])
  })

  it('a database of its own, also without the owner when nothing is migrated at start', () => {
    expect(read(withDatabase()).databaseOwnerUrl).toContain('portcullis_owner')
    expect(read({ ...withDatabase(), DATABASE_OWNER_URL: undefined, MIGRATE_ON_START: 'false' }).migrateOnStart).toBe(
      false,
    )
  })

  it('a first admin, with and without a key', () => {
    expect(read(firstAdmin).init).toEqual({
      adminEmail: 'ada@example.org',
      adminPassword: 'correct horse',
      orgName: 'Acme',
    })
    const orgApiKey = `pck_org_aaaaaaaaaaaa_${random()}`
    expect(read({ ...firstAdmin, INIT_ORG_API_KEY: orgApiKey }).init?.orgApiKey).toBe(orgApiKey)
  })

  it('frozen', () => {
    const settings = read(firstAdmin)
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.init) && Object.isFrozen(settings.egressAllow)).toBe(
      true,
    )
  })
})
