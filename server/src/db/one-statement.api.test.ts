import { sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { useService } from '../../../testing/harness.ts'
import { query } from '../../../testing/postgres/query.ts'
import { writeInOneStatement } from './one-statement.ts'

const service = useService()

it.each([
  ['08P01', 'stay pending, because the statement may have been committed', false],
  ['57P01', 'stay pending, because the statement may have been committed', false],
  ['22012', 'get new tokens, because nothing was written', true],
])('the cache tags of a statement that fails with %s %s', async (code, _, isEnded) => {
  await query(
    service.databaseUrl,
    `CREATE OR REPLACE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE 'failed' USING ERRCODE = '${code}'; END $$`,
  )
  const endInvalidation = vi.fn(async () => {})
  const begin = vi.spyOn(service.deps.db, 'beginInvalidation').mockResolvedValue(endInvalidation)
  const parts = [{ name: 'failure', query: sql`SELECT fail()` }]
  const write = { parts, decisive: 'failure', invalidated: [], idempotencyKey: null, response: null }
  await expect(writeInOneStatement(service.deps, write)).rejects.toThrow('failed')
  expect(endInvalidation).toHaveBeenCalledTimes(isEnded ? 1 : 0)
  begin.mockRestore()
})
