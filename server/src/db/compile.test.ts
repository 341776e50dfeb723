import { type Compilable, type RawBuilder, sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { noInvalidation } from '../cache/cache-tag.ts'
import { compileQuery, fixedQuery } from './compile.ts'
import { createDb, createPool } from './db.ts'

// No connection is made: only the texts of queries are compiled.
const db = createDb(createPool('postgres://nobody@localhost/none', 1), noInvalidation)

const rawQuery = (id: string) => sql`SELECT FROM ${sql.ref('outgoingMails')} WHERE id = ${id}::uuid`
const queries: [string, Compilable<unknown> | RawBuilder<unknown>][] = [
  ['text without values', sql`SELECT 1`],
  ['values', sql`SELECT ${1}, ${null}, ${['a', 'b']}::text[], ${'x'}`],
  ['names', sql`SELECT ${sql.ref('startsAt')} FROM bookings`],
  ['fragments within fragments', sql`WITH a AS (${rawQuery('1')}), b AS (${rawQuery('2')}) SELECT ${3}`],
  [
    'joined fragments',
    sql`SET ${sql.join(['endsAt', 'title'].map((name) => sql`${sql.ref(name)} = ${name}`))}`,
  ],
  ['a name with its table', sql`SELECT ${1}, ${sql.ref('bookings.startsAt')} FROM bookings`],
  ['a literal', sql`SELECT ${1} LIMIT ${sql.lit(7)}`],
  ['a query that kysely builds', db.selectFrom('bookings').select('startsAt').where('id', '=', 'x')],
]

it.each(queries)('compileQuery compiles %s as kysely does', (_, query) => {
  const { sql: text, parameters } = query.compile(db)
  expect(compileQuery(db, query)).toEqual({ text, values: parameters })
})

it.each(['startsAt', 'bookings.startsAt'])('compileQuery writes the name %s without kysely', (name) => {
  const query = sql`SELECT ${sql.ref(name)} FROM bookings WHERE id = ${1}`
  const compile = vi.spyOn(query, 'compile')
  compileQuery(db, query)
  expect(compile).not.toHaveBeenCalled()
})

it('a fixed query is built once, and has the values of each call', () => {
  let built = 0
  const find = fixedQuery((_, ids: string[], title: string) => {
    built += 1
    return db
      .selectFrom('bookings')
      .select('id')
      .where(sql<boolean>`id = ANY(${ids}::uuid[])`)
      .where('title', '=', title)
      .where('version', '=', 1)
  })
  const expected = { sql: expect.stringContaining('"title" = $2 and "version" = $3') }
  expect(find(db, ['a'], 'one')).toMatchObject({ ...expected, parameters: [['a'], 'one', 1] })
  expect(find(db, ['b', 'c'], 'another')).toMatchObject({
    ...expected,
    parameters: [['b', 'c'], 'another', 1],
  })
  expect(built).toBe(1)
})
