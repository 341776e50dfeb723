import { sql } from 'kysely'
import type { Bind } from './statement.ts'

/** `column IN (ids)` as one statement text, whatever the number of ids. */
export const anyOf = (column: string, ids: string[]) => sql<boolean>`${sql.ref(column)} = ANY(${ids}::uuid[])`

/**
 * `column IN (ids)` for a filter of a request. One id has the form `column = id`: with `ANY`, PostgreSQL does not read an index that begins
 * with the column in the order of the index's next column. kysely's `in` has that form, too.
 */
export const anyOfSql = (bind: Bind, column: string, ids: string[]): string =>
  ids.length === 1 ? `${column} = ${bind(ids[0])}` : `${column} = ANY(${bind(ids)}::uuid[])`
