import { existsSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { parseKeyring } from '#server/crypto/keyring.ts'
import { brokenRules, type SettingProblem, weakSecret } from '#server/env-rules.ts'

/** What this installation is told from outside; made once at start, frozen. */
export interface Settings {
  /** Origin under which browsers and agents reach us. */
  readonly appUrl: string
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** The run-time login role; absent with the private PostgreSQL until that has started. */
  readonly databaseUrl?: string
  /** Migrations and backups only. */
  readonly databaseOwnerUrl?: string
  readonly encryptionKeys?: string
  readonly authSecret?: string
  readonly connectSecret?: string
  readonly egressAllow: readonly string[]
  readonly stdioCommands: readonly string[]
  /** MiB of resident memory beyond which a stdio server is ended. */
  readonly stdioMaxRss: number
  readonly trustProxy: boolean
  readonly metricsToken?: string
  readonly migrateOnStart: boolean
  readonly role: 'all' | 'web' | 'gateway'
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly pgBin?: string
  readonly init?: {
    readonly adminEmail: string
    readonly adminPassword: string
    readonly orgName: string
    readonly orgApiKey?: string
  }
}

/** Settings that are wrong: one message that names each of them, none of their values. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly SettingProblem[]

  constructor(problems: readonly SettingProblem[]) {
    super(['These settings are wrong:', ...problems.map((each) => `  ${each.name} ${each.problem}`)].join('\n'))
    this.problems = problems
  }
}

const onOff = z
  .enum(['true', '1', 'on', 'yes', 'false', '0', 'off', 'no'], 'must be true or false')
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value))

const list = (check: (entry: string) => boolean, problem: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .pipe(z.array(z.string().refine(check, problem)))

const secret = z.string().superRefine((value, context) => {
  const weak = weakSecret(value)
  if (weak) context.addIssue(weak)
})

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

const schema = z.object({
  APP_URL: z
    .string()
    .refine(isOrigin, 'must be an origin like https://portcullis.company.com, without a path')
    .optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be an address or a host name')
    .default('127.0.0.1'),
  PORT: whole(1, 65535).default(3000),
  DATA_DIR: z
    .string()
    .refine((path) => !path.includes('\0'), 'must be a path')
    .default('.portcullis'),
  DATABASE_URL: postgresUrl().optional(),
  DATABASE_OWNER_URL: postgresUrl().optional(),
  ENCRYPTION_KEYS: z
    .string()
    .superRefine((text, context) => {
      const problem = keyringProblem(text)
      if (problem) context.addIssue(problem)
    })
    .optional(),
  AUTH_SECRET: secret.optional(),
  CONNECT_SECRET: secret.optional(),
  EGRESS_ALLOW: list(isEgressEntry, 'must list addresses, CIDR ranges and host names, separated by commas').default([]),
  STDIO_COMMANDS: list(isCommand, 'must list names or absolute paths of programs, separated by commas').default([]),
  STDIO_MAX_RSS: whole(16, 1_048_576).default(512),
  TRUST_PROXY: onOff.default(false),
  METRICS_TOKEN: z
    .string()
    .regex(/^[!-~]{16,}$/, 'must have at least 16 printable characters without spaces')
    .optional(),
  MIGRATE_ON_START: onOff.default(true),
  PORTCULLIS_ROLE: z.enum(['all', 'web', 'gateway'], 'must be all, web or gateway').default('all'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  PG_BIN: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  INIT_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  INIT_ADMIN_PASSWORD: z
    .string()
    .min(12, 'must have at least 12 characters')
    .max(200, 'must have at most 200 characters')
    .optional(),
  INIT_ORG_NAME: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters').optional(),
  INIT_ORG_API_KEY: z
    .string()
    .regex(/^[!-~]{32,200}$/, 'must have 32 to 200 printable characters without spaces, like pck_org_<12>_<43>')
    .optional(),
})

/**
 * Reads the settings; an empty value counts as absent.
 *
 * @param source `process.env`, or a test's own.
 * @param root what relative paths are relative to.
 * @throws SettingsError naming everything that is wrong.
 */
export function readSettings(
  source: Readonly<Record<string, string | undefined>>,
  root: string = process.cwd(),
): Settings {
  const raw = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(raw)
  const own = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ name: String(issue.path[0]), problem: issue.message }))
  const problems = withoutRepeats([...own, ...brokenRules(raw)])
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems)
  return deepFreeze(toSettings(parsed.data, root))
}

/** Reads this process's settings, with those of a `.env` file in `root` where the environment does not have them. */
export function settingsOfProcess(root: string): Settings {
  const file = join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return readSettings(process.env, root)
}

function toSettings(env: z.infer<typeof schema>, root: string): Settings {
  const { INIT_ADMIN_EMAIL: adminEmail, INIT_ADMIN_PASSWORD: adminPassword, INIT_ORG_NAME: orgName } = env
  return {
    appUrl: new URL(env.APP_URL ?? `http://localhost:${env.PORT}`).origin,
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(root, env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    encryptionKeys: env.ENCRYPTION_KEYS,
    authSecret: env.AUTH_SECRET,
    connectSecret: env.CONNECT_SECRET,
    egressAllow: env.EGRESS_ALLOW,
    stdioCommands: env.STDIO_COMMANDS,
    stdioMaxRss: env.STDIO_MAX_RSS,
    trustProxy: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN,
    migrateOnStart: env.MIGRATE_ON_START,
    role: env.PORTCULLIS_ROLE,
    logLevel: env.LOG_LEVEL,
    pgBin: env.PG_BIN,
    init:
      adminEmail && adminPassword && orgName
        ? { adminEmail, adminPassword, orgName, orgApiKey: env.INIT_ORG_API_KEY }
        : undefined,
  }
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return ['http:', 'https:'].includes(url.protocol) && [url.origin, `${url.origin}/`].includes(text.toLowerCase())
}

function postgresUrl() {
  return z
    .string()
    .refine(
      (text) =>
        URL.canParse(text) &&
        ['postgres:', 'postgresql:'].includes(new URL(text).protocol) &&
        new URL(text).username !== '' &&
        new URL(text).pathname.length > 1,
      'must read postgresql://role:password@host:port/database (write special characters of the password as %XX)',
    )
}

function keyringProblem(text: string): string | null {
  try {
    parseKeyring(text)
    return null
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : 'unknown reason'}`
  }
}

function isEgressEntry(entry: string): boolean {
  const [address = '', ...bits] = entry.split('/')
  // Only the usual spelling: 10.1 and 012.0.0.1 mean different addresses to different programs.
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
  if (isAddress) return bits.length === 0 || ipaddr.isValidCIDR(entry)
  // Dots and digits only is a mistyped address, never a name.
  return /^(?=.{1,253}$)(?![\d.]+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(entry)
}

function isCommand(entry: string): boolean {
  return /^[A-Za-z0-9._+-]+$/.test(entry) || (isAbsolute(entry) && !/[\0\n]/.test(entry))
}

function withoutRepeats(problems: SettingProblem[]): SettingProblem[] {
  const seen = new Set<string>()
  return problems.filter(({ name, problem }) => !seen.has(`${name} ${problem}`) && seen.add(`${name} ${problem}`))
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part)
  }
  return Object.freeze(value)
}
