import { type RawBuilder, sql } from 'kysely'
import { expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { PersonExport } from '../src/modules/privacy/privacy.schema.ts'
import { problemOfConstraint } from '../src/shared/problem.ts'
import { personColumns } from './person-columns.ts'

const service = useService()
const namesOf = async (query: RawBuilder<{ name: string }>) =>
  (await query.execute(service.deps.db)).rows.map(({ name }) => name)

it('every column that names a person is listed with what erasure, export and merge do with its rows', async () => {
  // Some of these columns have no foreign key, because many requests write their rows, or because the rows stay longer than the account.
  const columns = await namesOf(sql`
    SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND (a.attname IN ('user_id', 'actor_id') OR EXISTS (SELECT FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.confrelid = 'users'::regclass AND a.attnum = ANY (f.conkey)))`)
  const listed = Object.keys(personColumns)
  expect(
    columns.filter((column) => !listed.includes(column)),
    'these columns name a person: add a line for each to server/test/person-columns.ts, and do what it says in deletePersonalData of privacy.erasure.ts, sectionsOf of privacy.view.ts and mergePerson of privacy.merge.ts (server/src/modules/privacy)',
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

// A space that was booked, and so one with a review, is only marked as deleted (`retireSpace`).
const ofBookedSpaces = ['bookings_space_id_fkey', 'reviews_space_id_fkey']

// A request can delete rows of these tables. Rows of users and bookings, to which most foreign keys refer, are never deleted.
it.each(['locations', 'tariffs', 'spaces'])(
  'a foreign key to %s deletes its rows or sets them to null, or is a constraint of the problem `in_use`',
  async (table) => {
    const keys = await namesOf(sql`
    SELECT conname AS name FROM pg_constraint
    WHERE contype = 'f' AND confrelid = ${table}::regclass AND confdeltype NOT IN ('c', 'n')`)
    expect(keys.length).toBeGreaterThan(0)
    expect(
      keys.filter((key) => problemOfConstraint(key)?.code !== 'in_use' && !ofBookedSpaces.includes(key)),
      `the deletion of a row of ${table} would answer 500 because of these: add them to the constraints of \`inUse\` in server/src/shared/problems.ts, or write ON DELETE CASCADE in the migration`,
    ).toEqual([])
  },
)
