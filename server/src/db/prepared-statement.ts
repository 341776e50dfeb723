import { type Compilable, CompiledQuery, type RawBuilder } from 'kysely'
import { compileQuery } from './compile.ts'
import type { Db } from './db.ts'
import { nameOf } from './statement.ts'

type Options = {
  /** The text of the query depends on the filters or the limit of a request. */
  textVaries?: boolean
}

/**
 * Rows of a query of kysely that runs as a prepared statement, on the connection that `db` has. Only for statements whose plan is
 * good for all values. Outside transactions the rows do not pass through kysely, which would cost as much as the query.
 */
export async function runPrepared<Row>(
  db: Db,
  query: Compilable<Row> | RawBuilder<Row> | CompiledQuery<Row>,
  { textVaries = false }: Options = {},
): Promise<Row[]> {
  const { text, values } =
    'parameters' in query ? { text: query.sql, values: [...query.parameters] } : compileQuery(db, query)
  // This also registers the name for the branch below, where the connection finds it by the text (`usePreparedNames`).
  const name = nameOf(text, textVaries)
  if (!db.pool) {
    const compiled = CompiledQuery.raw(text, values) as CompiledQuery<Row>
    return (await db.getExecutor().executeQuery<Row>(compiled)).rows
  }
  const { rows, fields } = await db.pool.query<unknown[]>({
    text,
    values,
    rowMode: 'array',
    name,
  })
  const keys = fields.map((field) => camelCased(field.name))
  return rows.map((values) => objectOf(keys, values) as Row)
}

function objectOf(keys: string[], values: unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < keys.length; index++) row[keys[index] as string] = values[index]
  return row
}

const camelCaseNames = new Map<string, string>()

/** `starts_at` to `startsAt`; the names of columns are few. */
function camelCased(name: string): string {
  const cached = camelCaseNames.get(name)
  if (cached !== undefined) return cached
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  camelCaseNames.set(name, camel)
  return camel
}
