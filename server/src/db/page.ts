import { type SelectQueryBuilder, sql } from 'kysely'
import { bindingOf, explainCursor, readCursor, writeCursor } from './cursor.ts'
import type { DB } from './tables.gen.ts'

export type PageQuery = { limit: number; cursor?: string; withTotal: boolean }
export type Page<T> = { items: T[]; nextCursor: string | null; total?: number }
export type Order = { column: string; direction: 'asc' | 'desc' }

type Source<TB extends keyof DB, Row> = {
  /** Filtered, not yet ordered or limited; selects `id` and the column of `order`. */
  query: SelectQueryBuilder<DB, TB, Row>
  idColumn: string
  order: Order
  /** The value of the order's column in a row. */
  keyOf: (row: Row) => string | number
}

/**
 * One page by keyset: the rows after the cursor's `(key, id)`, so a page costs the same however deep it is and no row
 * is skipped or repeated while others are added. Raises `validation_failed` for a cursor of another list.
 */
export async function fetchPage<TB extends keyof DB, Row extends { id: string }>(
  { query, idColumn, order, keyOf }: Source<TB, Row>,
  asked: PageQuery,
): Promise<Page<Row>> {
  const { limit, cursor, withTotal, ...filters } = asked
  const binding = bindingOf(order, filters)
  const by = sql.ref(order.column)
  const id = sql.ref(idColumn)
  let page = query
    .orderBy(by, order.direction)
    .orderBy(id, order.direction)
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [key, lastId] = readCursor(cursor, binding)
    const after = sql.raw(order.direction === 'asc' ? '>' : '<')
    page = page.where(sql<boolean>`(${by}, ${id}) ${after} (${key}, ${lastId})`)
  }
  const [rows, total] = await Promise.all([
    page.execute().catch(explainCursor),
    withTotal ? count(query) : undefined,
  ])
  const items = rows.slice(0, limit) as Row[]
  const last = rows.length > limit ? items.at(-1) : undefined
  const nextCursor = last ? writeCursor([keyOf(last), last.id], binding) : null
  return { items, nextCursor, ...(total !== undefined && { total }) }
}

async function count<TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): Promise<number> {
  const row = await query
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return (row as { n: number }).n
}
