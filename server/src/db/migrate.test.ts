import pg from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { at, book, makeCoworking, makeMember } from '../../../testing/factories.ts'
import { createDatabase, startTestService } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { holdLock } from '../../../testing/postgres/locks.ts'
import { query } from '../../../testing/postgres/query.ts'
import { waitUntil } from './embedded/embedded.wait.ts'
import { applyPending, migrate } from './migrate.ts'
import { withMigrationLock } from './migration-lock.ts'
import { indexStatementsOf, type Migration, readMigrations } from './migrations.ts'

const migration = (name: string, sql: string): Migration => ({ name, sql, hash: name })
const indexes = (statements: string) => migration('9001_indexes.sql', `-- no transaction\n${statements}`)

let url: string
let migrations: Migration[]
beforeEach(async () => {
  const database = await createDatabase()
  cleanUp(database.drop)
  url = database.url
  migrations = await readMigrations()
})

const indexState = (name: string) =>
  query(url, `SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = to_regclass('${name}')`)

describe('a migration', () => {
  it('that fails is rolled back, and the migrations before it stay', async () => {
    const plan = [
      ...migrations,
      migration('9001_good.sql', 'CREATE TABLE good ()'),
      migration('9002_bad.sql', 'CREATE TABLE half (); SELECT 1 / 0'),
    ]
    await expect(migrate(url, {}, plan)).rejects.toThrow('division by zero')
    expect(await query(url, `SELECT to_regclass('good') AS good, to_regclass('half') AS half`)).toEqual([
      { good: 'good', half: null },
    ])
    expect(await migrate(url, {}, plan.slice(0, -1))).toEqual([])
  })

  it('is applied despite the limits that the database sets for requests, and waits for another migration that runs longer than these', async () => {
    const alter = `ALTER DATABASE ${new URL(url).pathname.slice(1)}`
    // One query, and so one connection: a later one would have the limits itself.
    await query(
      url,
      `${alter} SET statement_timeout = 100; ${alter} SET lock_timeout = 100;
       ${alter} SET idle_in_transaction_session_timeout = 100;
       ${alter} SET default_transaction_isolation = 'serializable';
       DO $$ BEGIN
         IF current_setting('server_version_num')::int >= 170000 THEN ${alter} SET transaction_timeout = 100; END IF;
       END $$`,
    )
    const slow = migration(
      '9000_slow.sql',
      `CREATE TABLE slow AS SELECT 1 AS id;
       CREATE FUNCTION slowly(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql
         AS 'BEGIN PERFORM pg_sleep(0.5); RETURN id; END';
       SELECT pg_sleep(0.5)`,
    )
    const plan = [
      ...migrations,
      slow,
      indexes('CREATE INDEX CONCURRENTLY IF NOT EXISTS late_idx ON slow (slowly(id));'),
    ]
    const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(url, {}, plan)))
    expect(applied.filter((list) => list.length > 0)).toEqual([['9000_slow.sql', '9001_indexes.sql']])
    await query(url, `SET statement_timeout = 0; ${alter} RESET ALL`)
    expect(await indexState('late_idx')).toEqual([{ indisvalid: true, indisunique: false }])
  })

  it('that is blocked prints a line, and fails with an error that names the process that blocks it', async () => {
    const printed: string[] = []
    const plan = [...migrations, migration('9001_next.sql', 'SELECT 1')]
    await withMigrationLock(url, { name: 'restore', mode: 'exclusive' }, {}, async () => {
      const wait = { print: (line: string) => void printed.push(line), limitMs: 1 }
      await expect(migrate(url, wait, plan)).rejects.toThrow(
        /^Another migration, restore or backup .* within 0 minutes: coworking-manager restore, process \d+ of PostgreSQL\. Wait for its end or stop it, then start again\.$/,
      )
    })
    expect(printed).toEqual([
      expect.stringMatching(/^waiting for another migration, .*coworking-manager restore/),
    ])
    expect(await migrate(url, {}, plan)).toEqual(['9001_next.sql'])
  })

  it('that waits for another migration ends its transactions meanwhile, because building an index waits for each transaction', async () => {
    const seen = new Set<unknown>()
    const plan = [...migrations, migration('9001_next.sql', 'SELECT 1')]
    let waiting: Promise<string[]> | undefined
    await withMigrationLock(url, { name: 'restore', mode: 'exclusive' }, {}, async () => {
      waiting = migrate(url, {}, plan)
      const isSecond = async () => {
        const rows = await query(
          url,
          `SELECT l.virtualxid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
           WHERE l.locktype = 'virtualxid' AND a.application_name = 'coworking-manager migrate' AND a.datname = current_database()`,
        )
        for (const { virtualxid } of rows) seen.add(virtualxid)
        return seen.size > 1
      }
      expect(await waitUntil(10_000, isSecond)).toBe(true)
    })
    expect(await waiting).toEqual(['9001_next.sql'])
  })
})

describe('a migration without a transaction', () => {
  it('builds an invalid index again, which an interrupted migration left', async () => {
    await query(
      url,
      `INSERT INTO locations SELECT gen_random_uuid(), 'twin', '', '', 'UTC', 'RUB', true, 1, now(), now()
      FROM generate_series(1, 2)`,
    )
    const plan = [
      ...migrations,
      indexes('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS name_key ON locations (name);'),
    ]
    await expect(migrate(url, {}, plan)).rejects.toThrow('could not create unique index')
    expect(await indexState('name_key')).toEqual([{ indisvalid: false, indisunique: true }])
    await query(url, 'UPDATE locations SET name = id::text')
    expect(await migrate(url, {}, plan)).toEqual(['9001_indexes.sql'])
    expect(await indexState('name_key')).toEqual([{ indisvalid: true, indisunique: true }])
  })

  it('leaves the settings of its session as they were, because a pooler gives the session to other clients', async () => {
    await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET statement_timeout = 4321`)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    cleanUp(() => client.end())
    const settings = async () =>
      (await client.query(`SELECT name, setting FROM pg_settings WHERE name LIKE '%timeout' ORDER BY name`))
        .rows
    const before = await settings()
    const plan = [...migrations, indexes('DROP INDEX CONCURRENTLY IF EXISTS users_staff_idx;')]
    expect(await applyPending(client, plan)).toEqual(['9001_indexes.sql'])
    expect(await indexState('users_staff_idx')).toEqual([])
    expect(await settings()).toEqual(before)
  })

  it.each([
    'CREATE INDEX IF NOT EXISTS name_idx ON locations (name);',
    'CREATE INDEX CONCURRENTLY name_idx ON locations (name);',
    'DROP INDEX CONCURRENTLY name_idx;',
    'ALTER TABLE locations ADD COLUMN note text;',
  ])('must not contain a statement that could not be repeated: %s', (statement) => {
    expect(() => indexStatementsOf(indexes(statement))).toThrow('9001_indexes.sql says "no transaction"')
  })
})

describe('an upgrade of a service that works, while a reader keeps a table for long,', () => {
  it('delays no request because of the reader, and is applied when the reader has ended', async () => {
    const service = await startTestService()
    cleanUp(service.stop)
    const { admin, space, location } = await makeCoworking(service)
    const member = await makeMember(service, admin)
    let hour = 10
    /** Reads the table that the migration needs, and writes to it. */
    const useTable = async () => {
      const times = at('2026-12-02', `${hour}:00`, `${hour + 1}:00`)
      hour += 1
      expect((await book(service, member, { spaceId: space.id, ...times })).status).toBe(201)
      for (const path of [
        'bookings',
        `availability?from=2026-12-03T07:00:00Z&to=2026-12-03T08:00:00Z&locationId=${location.id}`,
      ])
        expect((await service.request('GET', path, { token: member.token })).status).toBe(200)
    }
    const reader = await holdLock(service, 'SELECT FROM bookings')
    const waiting = Promise.withResolvers<string>()
    const upgrade = migrate(service.databaseUrl, { print: waiting.resolve }, [
      ...migrations,
      migration('9001_column.sql', 'ALTER TABLE bookings ADD COLUMN note text'),
      indexes('CREATE INDEX CONCURRENTLY IF NOT EXISTS note_idx ON bookings (note);'),
    ])
    // The migration queues for the table; the requests behind it continue when the migration has given up its place.
    await reader.untilWaiting(1)
    await Promise.all([useTable(), useTable(), useTable()])
    expect(await waiting.promise).toMatch(
      /^migration 9001_column\.sql waits for tables that are in use: the oldest/,
    )
    for (let round = 0; round < 3; round++) await useTable()
    await reader.release()
    expect(await upgrade).toEqual(['9001_column.sql', '9001_indexes.sql'])
    await useTable()
  })
})
