import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createDatabase } from '../../testing/harness.ts'
import { query } from '../../testing/postgres/query.ts'
import { readMigrations } from '../src/db/migrations.ts'
import { growingTables, hazardsOf, smallTables, tablesOf } from './migration-hazards.ts'

const changelog = readFileSync('CHANGELOG.md', 'utf8')
const hazards = (sql: string, changelog = '') => hazardsOf({ name: '0099_x.sql', sql }, changelog)

// Its CHECK of a new column reads a whole table, which is not large: it has the mails of a month.
const readsMails = ['0029_purposes_of_mails.sql']

// The first fifteen migrations were written before any installation had data.
const migrations = await readMigrations()
const checked = migrations.filter(({ name }) => name > '0016' && !readsMails.includes(name))

describe('the migrations', () => {
  it('make only tables that migration-hazards.ts lists as growing or as small', () => {
    expect(
      [...growingTables, ...smallTables].sort(),
      'add a new table to `growingTables` or `smallTables` in server/test/migration-hazards.ts, and remove a dropped one',
    ).toEqual(tablesOf(migrations))
  })

  it('leave no constraint NOT VALID', async () => {
    const { url, drop } = await createDatabase()
    const constraints = await query(url, 'SELECT conname FROM pg_constraint WHERE NOT convalidated')
    await drop()
    expect(constraints, 'validate them in a migration after the one that adds them').toEqual([])
  })

  it('contain no statement that would block a running service', () => {
    expect(checked.flatMap((migration) => hazardsOf(migration, changelog))).toEqual([])
  })

  it.each([
    ['CREATE INDEX b_idx ON bookings (title);', 'CONCURRENTLY IF NOT EXISTS'],
    ['CREATE INDEX ON bookings (title);', 'CONCURRENTLY IF NOT EXISTS'],
    ['CREATE INDEX b_idx ON ONLY public.bookings (title);', 'CONCURRENTLY IF NOT EXISTS'],
    ['DROP INDEX users_staff_idx;', 'CONCURRENTLY IF EXISTS'],
    ['ALTER TABLE bookings ADD CONSTRAINT c CHECK (version > 0);', 'NOT VALID'],
    ['ALTER TABLE users\n  ADD COLUMN k text GENERATED ALWAYS AS (lower(email)) STORED;', 'CHANGELOG.md'],
    ['ALTER TABLE mails ALTER COLUMN body TYPE varchar;', 'CHANGELOG.md'],
    ["UPDATE transfers SET memo = '';", 'CHANGELOG.md'],
    ["UPDATE public.transfers SET memo = '';", 'CHANGELOG.md'],
    ["WITH t AS (SELECT id FROM users)\nUPDATE transfers SET memo = '' FROM t;", 'CHANGELOG.md'],
    [
      "WITH t AS (SELECT id FROM users FOR UPDATE SKIP LOCKED) UPDATE transfers SET memo = '' FROM t;",
      'CHANGELOG.md',
    ],
    ['ALTER TABLE bookings ADD CHECK (version > 0);', 'NOT VALID'],
    ['ALTER TABLE bookings ADD COLUMN n int, ADD CONSTRAINT c CHECK (n > 0);', 'NOT VALID'],
    ['ALTER TABLE bookings ADD CONSTRAINT b CHECK (n > 0), ADD CHECK (n > 1) NOT VALID;', 'NOT VALID'],
    ['ALTER TABLE bookings ADD COLUMN n int CHECK (n > 0);', 'NOT VALID'],
    ['ALTER TABLE public.bookings ADD n int CHECK (n > 0);', 'NOT VALID'],
    ['ALTER TABLE bookings ADD COLUMN n uuid DEFAULT f() REFERENCES users;', 'NOT VALID'],
    [
      'ALTER TABLE bookings ADD CONSTRAINT c CHECK (n > 0) NOT VALID; ALTER TABLE bookings VALIDATE CONSTRAINT c;',
      'file of its own',
    ],
    ['ALTER TABLE bookings ADD CONSTRAINT c UNIQUE (title);', 'USING INDEX'],
    ['ALTER TABLE ONLY bookings ADD PRIMARY KEY (id);', 'USING INDEX'],
    ['ALTER TABLE bookings ALTER COLUMN title SET NOT NULL;', 'IS NOT NULL'],
    ['ALTER TABLE bookings ADD CONSTRAINT c EXCLUDE USING gist (slot WITH &&);', 'CHANGELOG.md'],
  ])('would be refused with this statement: %s', (sql, remedy) => {
    expect(hazards(sql)).toEqual([expect.stringContaining(remedy)])
  })

  it.each([
    'CREATE TABLE bookings (id uuid); CREATE INDEX b_idx ON bookings (id);',
    'CREATE INDEX l_idx ON locations (name);',
    'ALTER TABLE bookings ADD COLUMN note text, ADD CONSTRAINT c CHECK (version > 0) NOT VALID;',
    'ALTER TABLE bookings VALIDATE CONSTRAINT c;',
    'ALTER TABLE bookings ADD COLUMN n uuid REFERENCES users, ADD COLUMN m int NOT NULL DEFAULT 0;',
    'ALTER TABLE bookings ADD CONSTRAINT c UNIQUE USING INDEX b_idx;',
    'ALTER TABLE bookings ALTER COLUMN n SET NOT NULL, DROP CONSTRAINT n_is_set;',
    'ALTER TABLE spaces ADD CONSTRAINT c CHECK (n > 0) NOT VALID; ALTER TABLE spaces VALIDATE CONSTRAINT c;',
    '-- no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS b_idx ON bookings (title);',
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN; UPDATE bookings SET version = 1; END $$;',
  ])('would be accepted with this statement: %s', (sql) => {
    expect(hazards(sql)).toEqual([])
  })

  it('may write a whole large table where the changelog says how long that takes', () => {
    const sql = "UPDATE transfers SET memo = '';"
    expect(hazards(sql, '`0099_x` empties memos: it takes 2 minutes a million rows.')).toEqual([])
  })
})
