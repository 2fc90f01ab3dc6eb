import type { Settings } from '#server/env.ts'

/** What start has found out, for the person who started it. */
export interface StartFacts {
  readonly settings: Settings
  readonly dev: boolean
  /** A sentence on where the data is. */
  readonly database: string
  readonly migrationsApplied: number
  readonly migrationsSkipped: boolean
  readonly keyVersion: string
  readonly setupUrl: string | null
}

type Line = readonly [state: 'ok' | 'note', what: string, text: string]

/** The lines that a person reads after a start: what is in place, what is worth knowing, where to go. */
export function checklist(facts: StartFacts): string[] {
  const lines = linesOf(facts).map(([state, what, text]) => `${state === 'ok' ? '✓' : '!'} ${what.padEnd(11)} ${text}`)
  if (facts.setupUrl)
    lines.push('', 'Nobody can sign in yet. Make the first account here (the link works once):', `  ${facts.setupUrl}`)
  return lines
}

function linesOf({ settings, ...facts }: StartFacts): Line[] {
  const url = new URL(settings.appUrl)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const migrations = facts.migrationsSkipped
    ? 'current (not run at start: MIGRATE_ON_START is false)'
    : facts.migrationsApplied > 0
      ? `${facts.migrationsApplied} applied now`
      : 'current'
  return [
    ['ok', 'database', facts.database],
    ['ok', 'migrations', migrations],
    [
      'ok',
      'keys',
      `sealing with ${facts.keyVersion}${settings.databaseUrl ? '' : `; keep a copy of ${settings.dataDir}/secrets elsewhere`}`,
    ],
    settings.stdioCommands.length > 0
      ? [
          'note',
          'stdio',
          `may run ${settings.stdioCommands.join(', ')} on this machine, up to ${settings.stdioMaxRss} MiB each`,
        ]
      : ['ok', 'stdio', 'off (STDIO_COMMANDS is empty)'],
    settings.egressAllow.length > 0
      ? ['note', 'egress', `public addresses, and also ${settings.egressAllow.join(', ')}`]
      : ['ok', 'egress', 'public addresses by https only (EGRESS_ALLOW is empty)'],
    url.protocol === 'https:' || local
      ? ['ok', 'URL', `${settings.appUrl}${facts.dev ? ' (development)' : ''}`]
      : ['note', 'URL', `${settings.appUrl} is http: keys and sessions can be read on the way; put TLS in front`],
    ...(url.hostname === '127.0.0.1'
      ? [['note', 'URL', 'sign-in with other providers needs http://localhost instead of 127.0.0.1'] as const]
      : []),
  ]
}
