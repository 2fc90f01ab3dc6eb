import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { parseKeyring } from '#server/crypto/keyring.ts'
import { checkKeys, selfCheck } from './self-check.ts'
import { useDatabase } from './testing/database.ts'

const ring = (version: string) => parseKeyring(`${version}:${randomBytes(32).toString('base64')}`)

describe('selfCheck', () => {
  const db = useDatabase()

  it.each([
    [
      'row-level security not forced',
      'alter table agents no force row level security',
      /not forced on agents/,
      'alter table agents force row level security',
    ],
    [
      'row-level security off',
      'alter table sessions disable row level security',
      /not forced on sessions/,
      'alter table sessions enable row level security',
    ],
    [
      'a table that nobody protects',
      'create table careless (id int)',
      /not forced on careless[\s\S]*careless has no policy/,
      'drop table careless',
    ],
    [
      'a right of the login role itself',
      'grant select on agents to portcullis_login',
      /can read agents/,
      'revoke select on agents from portcullis_login',
    ],
    [
      'a function for everybody',
      'grant execute on function app.rights() to public',
      /anybody may execute app.rights/,
      'revoke execute on function app.rights() from public',
    ],
  ])('refuses %s', async (_, plant, finding, mend) => {
    await selfCheck(db.pool)
    await db.owner.query(plant)
    await expect(selfCheck(db.pool)).rejects.toThrow(finding)
    await db.owner.query(mend)
    await selfCheck(db.pool)
  })
})

describe('selfCheck of the roles', () => {
  const db = useDatabase()

  it('refuses a login role that may become another than ours', async () => {
    const superuser = new Client({ connectionString: db.urls.superuserUrl })
    await superuser.connect()
    const role = `surprise_${randomBytes(4).toString('hex')}`
    try {
      await superuser.query(`create role ${role} nologin`)
      await superuser.query(`grant ${role} to portcullis_login`)
      await expect(selfCheck(db.pool)).rejects.toThrow(`may become ${role}`)
    } finally {
      await superuser.query(`drop role ${role}`)
      await superuser.end()
    }
    await selfCheck(db.pool)
  })
})

describe('checkKeys', () => {
  const db = useDatabase()

  it('leaves a canary and refuses another key of the same version, and a missing one', async () => {
    const good = ring('v1')
    await checkKeys(db.pool, good)
    await checkKeys(db.pool, good)
    await expect(checkKeys(db.pool, ring('v1'))).rejects.toThrow(/version v1 is not the one/)
    await expect(checkKeys(db.pool, ring('v2'))).rejects.toThrow(/lacks version v1/)
  })
})
