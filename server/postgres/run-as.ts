import { spawnSync } from 'node:child_process'

/** The account that `initdb` and `postgres` run under, and that the cluster's files belong to. */
export interface PostgresAccount {
  readonly uid: number
  readonly gid: number
  /** True where we are root and the account is another one, so files must be handed over and be reachable for it. */
  readonly differs: boolean
}

/**
 * Chooses the account for PostgreSQL, which refuses to run as root. A normal user runs it as itself; root runs it as
 * `nobody`, because initdb wants an account that the system's user list knows and every system has that one.
 *
 * @returns the account; whoever starts other people's programs as root must not use this uid for them.
 */
export function postgresAccount(): PostgresAccount {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) return { uid, gid, differs: false }
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g'), differs: true }
}

function idOfNobody(flag: '-u' | '-g'): number {
  const answer = spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' })
  const id = Number.parseInt(answer.stdout ?? '', 10)
  return Number.isInteger(id) && id > 0 ? id : 65534
}
