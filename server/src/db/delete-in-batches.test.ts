import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { holdLock } from '../../../testing/postgres/locks.ts'
import { query } from '../../../testing/postgres/query.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool } from './db.ts'
import { deleteInBatches } from './delete-in-batches.ts'

it('deletes the rows of the condition in batches, except those that another transaction has locked', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 1)
  cleanUp(() => pool.end())
  await query(
    url,
    `INSERT INTO events (id, type, subject_kind, subject_id, subject_version, changes, created_at)
     SELECT gen_random_uuid(), 'booking.moved', 'booking', gen_random_uuid(), n, '{}', '2026-12-01'
     FROM generate_series(1, 4100) n;
     CREATE TABLE batches (rows int);
     CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO batches SELECT count(*) FROM deleted; RETURN NULL; END $$;
     CREATE TRIGGER count_rows AFTER DELETE ON events REFERENCING OLD TABLE AS deleted EXECUTE FUNCTION count_rows()`,
  )
  const lock = await holdLock({ databaseUrl: url }, 'SELECT FROM events WHERE subject_version = 7 FOR UPDATE')
  cleanUp(lock.release)
  await deleteInBatches(createDb(pool, noInvalidation), 'events', sql`subject_version <= 4050`)
  expect(await query(url, 'SELECT rows FROM batches')).toEqual([{ rows: 2000 }, { rows: 2000 }, { rows: 49 }])
  expect(await query(url, 'SELECT subject_version AS n FROM events ORDER BY n LIMIT 2')).toEqual([
    { n: 7 },
    { n: 4051 },
  ])
})
