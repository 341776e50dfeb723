import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { createPool } from './db.ts'
import { isTemporary } from './failures.ts'

it('a statement that PostgreSQL ends for its transaction_timeout may succeed later', async ({ skip }) => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 1)
  cleanUp(() => pool.end())
  const { rowCount } = await pool.query(`SELECT FROM pg_settings WHERE name = 'transaction_timeout'`)
  if (rowCount === 0) skip('This PostgreSQL has no transaction_timeout')
  await pool.query('SET transaction_timeout = 100')
  const late = pool.query('SELECT pg_sleep(60)')
  await expect(late).rejects.toMatchObject({ code: '25P04' })
  await expect(late).rejects.toSatisfy(isTemporary)
})
