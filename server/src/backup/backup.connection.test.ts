import { expect, it } from 'vitest'
import { createMigratedDatabase } from '../../../testing/backup/databases.ts'
import { query } from '../../../testing/postgres/query.ts'
import { beginBackup, beginRestore, withClient } from './backup.connection.ts'

const limits = `SELECT name, setting FROM pg_settings WHERE name IN
  ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout') ORDER BY name`

it.each([
  { of: 'a backup', begin: beginBackup },
  { of: 'a restore', begin: beginRestore },
])(
  'the transaction of $of has none of the time limits that the database sets for requests',
  async ({ begin }) => {
    const url = await createMigratedDatabase()
    const names = (await query(url, limits)).map(({ name }) => String(name))
    expect(names).toContain('statement_timeout')
    for (const name of names)
      await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET ${name} = '5min'`)
    const { rows } = await withClient(url, 'backup', async (client) => {
      await begin(client)
      return client.query(limits)
    })
    expect(rows).toEqual(names.map((name) => ({ name, setting: '0' })))
  },
)
