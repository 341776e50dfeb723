import type { Compilable, RawBuilder } from 'kysely'
import type { Db } from './db.ts'
import { nameOf } from './statement.ts'

type Options = {
  /** A request shapes the text of the query, by its filters or its limit. */
  isShaped?: boolean
}

/**
 * Rows of a query of kysely that is sent under a name, on the connection that `db` has. Only for statements whose plan is the right one
 * whatever the values. Outside transactions the rows come without kysely's own treatment of them, which costs as much as the query.
 */
export async function runNamed<Row>(
  db: Db,
  query: Compilable<Row> | RawBuilder<Row>,
  { isShaped = false }: Options = {},
): Promise<Row[]> {
  const compiled = query.compile(db)
  const name = nameOf(compiled.sql, isShaped)
  if (!db.pool) return (await db.getExecutor().executeQuery<Row>(compiled)).rows
  const { sql: text, parameters } = compiled
  const { rows, fields } = await db.pool.query<unknown[]>({
    text,
    values: [...parameters],
    rowMode: 'array',
    ...(name && { name }),
  })
  const keys = fields.map((field) => camelCased(field.name))
  return rows.map((values) => objectOf(keys, values) as Row)
}

function objectOf(keys: string[], values: unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < keys.length; index++) row[keys[index] as string] = values[index]
  return row
}

const known = new Map<string, string>()

/** `starts_at` to `startsAt`; the names of columns are few. */
function camelCased(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  known.set(name, camel)
  return camel
}
