import { globSync, readFileSync } from 'node:fs'
import { type RawBuilder, sql } from 'kysely'
import { expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { PersonExport } from '../src/modules/privacy/privacy.schema.ts'
import { problemOfConstraint } from '../src/shared/problem.ts'
import { personColumns } from './person-columns.ts'

const service = useService()
const namesOf = async (query: RawBuilder<{ name: string }>) =>
  (await query.execute(service.deps.db)).rows.map(({ name }) => name)

it('every column that names a person is listed with what deletion, export and merge do with its rows', async () => {
  // Some of these columns have no foreign key, because many requests write their rows, or because the rows stay longer than the account.
  const columns = await namesOf(sql`
    SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND (a.attname IN ('user_id', 'actor_id') OR EXISTS (SELECT FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.confrelid = 'users'::regclass AND a.attnum = ANY (f.conkey)))`)
  const listed = Object.keys(personColumns)
  expect(
    columns.filter((column) => !listed.includes(column)),
    'these columns name a person: add a line for each to server/test/person-columns.ts, and do what it says in deletePersonalData of privacy.deletion.ts, sectionsOf of privacy.view.ts and mergePerson of privacy.merge.ts (server/src/modules/privacy)',
  ).toEqual([])
  expect(
    listed.filter((column) => !columns.includes(column)),
    'these columns no longer exist: remove them from server/test/person-columns.ts',
  ).toEqual([])
  const shown = Object.values(personColumns).map((column) => column.export)
  const keys = Object.keys(PersonExport.properties)
  expect(
    shown.filter((key) => !keys.includes(key) && !key.startsWith('not: ')),
    'PersonExport of server/src/modules/privacy/privacy.schema.ts has no such key: add it there and to sectionsOf of privacy.view.ts',
  ).toEqual([])
})

// A space that was booked, and so one with a review, is only marked as deleted (`markSpaceDeleted`).
const ofBookedSpaces = ['bookings_space_id_fkey', 'reviews_space_id_fkey']

/** The tables of which some code deletes rows. Rows of users and bookings, to which most foreign keys refer, are never deleted. */
function tablesWithDeletions(): string[] {
  const src = `${import.meta.dirname}/../src`
  const tables = globSync('**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] }).flatMap((path) =>
    [
      ...readFileSync(`${src}/${path}`, 'utf8').matchAll(
        /\b(?:deleteFrom\(|deleteInBatches\(\s*db,\s*)'(\w+)'/g,
      ),
    ].map(([, name = '']) => name),
  )
  return [...new Set(tables)].map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
}

it('a foreign key to a table whose rows are deleted deletes the rows that refer to them or sets their column to null, or is a constraint of the problem `in_use`', async () => {
  const tables = tablesWithDeletions()
  expect(tables).toEqual(expect.arrayContaining(['closure_cancellations', 'locations', 'tariffs', 'spaces']))
  const keys = await namesOf(sql`
    SELECT conname AS name FROM pg_constraint
    WHERE contype = 'f' AND confrelid = ANY (${tables}::text[]::regclass[]) AND confdeltype NOT IN ('c', 'n')`)
  expect(keys).toContain('spaces_tariff_currency_fkey')
  expect(
    keys.filter((key) => problemOfConstraint(key)?.code !== 'in_use' && !ofBookedSpaces.includes(key)),
    'the deletion of a row to which these foreign keys refer would answer 500: write ON DELETE CASCADE in the migration, or add them to the constraints of `inUse` in server/src/shared/problems.ts',
  ).toEqual([])
})

it('a column that names a person has an index, where the export, a merge or a deletion looks for its rows', async () => {
  const used = Object.entries(personColumns).flatMap(([column, { deletion, export: section, merge }]) =>
    deletion === 'deleted' || !section.startsWith('not: ') || /^(moves|deleted): /.test(merge)
      ? [column]
      : [],
  )
  // The first test of this file names the columns that no longer exist.
  const existing = await namesOf(sql`
    SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`)
  const indexed = await namesOf(sql`
    SELECT c.relname || '.' || a.attname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]`)
  expect(
    used.filter((column) => existing.includes(column) && !indexed.includes(column)),
    'no index begins with these columns, so that these requests read the whole table: add one in a migration in server/migrations',
  ).toEqual([])
})
