import { expect, it } from 'vitest'
import { createDatabase } from '../../test/harness.ts'
import { createPool } from './db.ts'
import { cleanUp, query } from './embedded/embedded.test-kit.ts'
import { waitUntil } from './embedded/embedded.wait.ts'

it('a pool makes an idle connection anew that the server ended, and the process goes on', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 1)
  cleanUp(() => pool.end())
  const pidOf = async () => (await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
  const first = await pidOf()
  await query(url, `SELECT pg_terminate_backend(${first})`)
  expect(await waitUntil(10_000, () => pool.totalCount === 0)).toBe(true)
  expect(await pidOf()).not.toBe(first)
})
