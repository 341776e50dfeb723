import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { createPool } from './db.ts'
import { waitUntil } from './embedded/embedded.wait.ts'

it('a pool replaces an idle connection that the server ended, and the process goes on', async () => {
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

it('a pool reads instants in UTC with any options in its URL, and keeps the other options', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const urlWithOptions = new URL(url)
  urlWithOptions.searchParams.set(
    'options',
    '-c TimeZone=Asia/Tokyo -c statement_timeout=60000 -c work_mem=8MB',
  )
  const pool = createPool(urlWithOptions.href, 1)
  cleanUp(() => pool.end())
  const { rows } = await pool.query(`
    SELECT timestamptz '2026-12-01T09:00:00+03:00' AS at, current_setting('statement_timeout') AS timeout,
      current_setting('work_mem') AS memory`)
  expect(rows).toEqual([{ at: '2026-12-01T06:00:00.000Z', timeout: '8s', memory: '8MB' }])
})
