/** A setting that is wrong, and why; never its value, which may be a secret. */
export interface SettingProblem {
  readonly name: string
  readonly problem: string
}

type Raw = Readonly<Record<string, string | undefined>>

const secretNames = ['AUTH_SECRET', 'CONNECT_SECRET'] as const
const firstAdminNames = ['INIT_ADMIN_EMAIL', 'INIT_ADMIN_PASSWORD', 'INIT_ORG_NAME'] as const
const initNames: readonly string[] = [...firstAdminNames, 'INIT_ORG_API_KEY']

/**
 * The rules between settings. They look at the raw values, so that a setting that is wrong by itself does not hide
 * what is wrong with the others.
 *
 * @returns every broken rule, under the name of the setting that a person has to change.
 */
export function brokenRules(raw: Raw): SettingProblem[] {
  return [...databaseRules(raw), ...differentSecrets(raw), ...initRules(raw)]
}

function databaseRules(raw: Raw): SettingProblem[] {
  const problems: SettingProblem[] = []
  if (raw.DATABASE_URL === undefined) {
    if (raw.DATABASE_OWNER_URL !== undefined) {
      problems.push({ name: 'DATABASE_URL', problem: 'is needed beside DATABASE_OWNER_URL' })
    }
    if ((raw.PORTCULLIS_ROLE ?? 'all') !== 'all') {
      problems.push({ name: 'DATABASE_URL', problem: 'is needed when PORTCULLIS_ROLE is not all' })
    }
    return problems
  }
  for (const name of ['ENCRYPTION_KEYS', ...secretNames]) {
    if (raw[name] === undefined) problems.push({ name, problem: 'is needed beside DATABASE_URL' })
  }
  if (raw.DATABASE_OWNER_URL === undefined) {
    if (raw.MIGRATE_ON_START === undefined || !['false', '0', 'off', 'no'].includes(raw.MIGRATE_ON_START)) {
      problems.push({
        name: 'DATABASE_OWNER_URL',
        problem: 'is needed beside DATABASE_URL, unless MIGRATE_ON_START is false',
      })
    }
  } else if (sameUser(raw.DATABASE_URL, raw.DATABASE_OWNER_URL)) {
    problems.push({ name: 'DATABASE_URL', problem: 'must log in as another role than DATABASE_OWNER_URL' })
  }
  return problems
}

function sameUser(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).username === new URL(other).username
}

function differentSecrets(raw: Raw): SettingProblem[] {
  const seen = new Map<string, string>()
  const problems: SettingProblem[] = []
  for (const name of ['ENCRYPTION_KEYS', ...secretNames, 'METRICS_TOKEN', 'INIT_ORG_API_KEY', 'INIT_ADMIN_PASSWORD']) {
    const value = raw[name]
    if (value === undefined) continue
    const earlier = seen.get(value)
    if (earlier) problems.push({ name, problem: `must differ from ${earlier}` })
    else seen.set(value, name)
  }
  return problems
}

function initRules(raw: Raw): SettingProblem[] {
  const problems: SettingProblem[] = []
  if (initNames.some((name) => raw[name] !== undefined)) {
    const missing = firstAdminNames.filter((name) => raw[name] === undefined)
    problems.push(...missing.map((name) => ({ name, problem: 'is needed beside the other INIT_ settings' })))
  }
  for (const name of Object.keys(raw)) {
    // npm has an INIT_CWD of its own.
    if (/^INIT_(ADMIN|ORG)/.test(name) && raw[name] !== undefined && !initNames.includes(name)) {
      problems.push({ name, problem: `is not a setting; there are ${initNames.join(', ')}` })
    }
  }
  return problems
}

const sampleWords =
  /change.?me|example|sample|your[-_ ]|placeholder|replace|password|insecure|default|secret[-_ ]?(key|value)|12345678|abcdefgh/i

/**
 * Says why a text cannot be a secret, or null. Random text of 32 characters and more repeats few of them; what people
 * type, repeat or copy from documentation does not look like that.
 */
export function weakSecret(value: string): string | null {
  if (value.length < 32) return 'must have at least 32 characters'
  if (sampleWords.test(value) || new Set(value).size < 10) {
    return 'is a sample or is not random; make one with: openssl rand -base64 32'
  }
  return null
}
