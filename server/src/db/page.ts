import { type SelectQueryBuilder, sql } from 'kysely'
import { bindingOf, type CursorPosition, readCursor, refuseForeignCursor, writeCursor } from './cursor.ts'
import type { Db } from './db.ts'
import { fittingItems } from './page.size.ts'
import { runPrepared } from './prepared-statement.ts'
import type { DB } from './tables.gen.ts'

export type PageQuery = { limit: number; cursor?: string; withTotal: boolean }
export type Page<T> = { items: T[]; nextCursor: string | null; total?: number }
export type SortOrder<Column extends string = string> = { column: Column; direction: 'asc' | 'desc' }

export const newestFirst = <Column extends string>(column: Column): SortOrder<Column> => ({
  column,
  direction: 'desc',
})

export const byName = <Column extends string>(column: Column): SortOrder<Column> => ({
  column,
  direction: 'asc',
})

/** The columns of a row by which a list can be ordered, with or without the name of their table. */
type SortColumn<Row> = {
  [K in keyof Row & string]: Row[K] extends string | number ? K | `${string}.${K}` : never
}[keyof Row & string]

type Source<TB extends keyof DB, Row, Item> = {
  /** The name of the list, with the id of the object whose rows it lists: no other list accepts its cursors. */
  list: string
  /** The filtered query, not yet ordered or limited; it selects `id` and the column of `order`. */
  query: SelectQueryBuilder<DB, TB, Row>
  /** Rows with the same value are ordered by the `id` of the column's table. */
  order: SortOrder<SortColumn<Row>>
  /** Whether one row may be as long as hundreds of others: then they are fetched a few at a time, until a page is full. */
  hasLongRows?: boolean
  /** The database on which the query runs as a prepared statement (`runPrepared`); only where its plan is good for all values. */
  preparedOn?: Db
  /** Makes the items of a page from all its rows together. */
  itemOf: (rows: Row[]) => Promise<(row: Row) => Item>
}

/**
 * One page by keyset: the rows after the cursor's `(key, id)`, so every page costs the same, and no row is skipped or repeated
 * while others are added. It ends early where it would be longer than `maxPageBytes`. Raises `validation_failed` for a cursor of
 * another list.
 */
export async function fetchPageOf<TB extends keyof DB, Row extends { id: string }, Item>(
  source: Source<TB, Row, Item>,
  query: PageQuery,
): Promise<Page<Item>> {
  const { limit, cursor, withTotal, ...filters } = query
  const binding = bindingOf(source.list, source.order, filters)
  const from = cursor === undefined ? null : readCursor(cursor, binding)
  const [rows, total] = await Promise.all([
    fetchRows(source, from, limit + 1).catch(refuseForeignCursor(from)),
    withTotal ? count(source.query) : undefined,
  ])
  const found = rows.slice(0, limit)
  const items = fittingItems(found, await source.itemOf(found))
  const last = rows.length > items.length ? rows[items.length - 1] : undefined
  const nextCursor = last ? writeCursor(positionOf(source.order, last), binding) : null
  return { items, nextCursor, ...(total !== undefined && { total }) }
}

/** Fetches one page whose rows are the items. */
export const fetchPage = <TB extends keyof DB, Row extends { id: string }>(
  source: Omit<Source<TB, Row, Row>, 'itemOf'>,
  query: PageQuery,
): Promise<Page<Row>> => fetchPageOf({ ...source, itemOf: async () => (row) => row }, query)

const positionOf = <Row extends { id: string }>({ column }: SortOrder, row: Row): CursorPosition => [
  row[column.replace(/^\w+\./, '') as keyof Row] as string | number,
  row.id,
]

// The number of long rows of the first fetch; it is four times larger after each fetch that did not fill the page.
const firstBatch = 20

/** Up to `count` rows after `from`; fewer where long rows fill the page. */
async function fetchRows<TB extends keyof DB, Row extends { id: string }>(
  source: Omit<Source<TB, Row, unknown>, 'itemOf'>,
  from: CursorPosition | null,
  count: number,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let batch = source.hasLongRows ? firstBatch : count; ; batch *= 4) {
    const last = rows.at(-1)
    const rowCount = Math.min(batch, count - rows.length)
    const page = queryAfter(source, last ? positionOf(source.order, last) : from)
    // The planner estimates an unknown limit as a tenth of all rows.
    const batchRows = source.preparedOn
      ? await runPrepared(source.preparedOn, page.limit(sql.lit(rowCount)), { textVaries: true })
      : await page.limit(rowCount).execute()
    rows.push(...(batchRows as Row[]))
    if (batchRows.length < rowCount || rows.length === count) return rows
    const isPageFull = fittingItems(rows, (row) => row).length < rows.length
    if (isPageFull) return rows
  }
}

function queryAfter<TB extends keyof DB, Row>(
  { query, order }: Pick<Source<TB, Row, unknown>, 'query' | 'order'>,
  position: CursorPosition | null,
) {
  const by = sql.ref(order.column)
  const id = sql.ref(order.column.replace(/\w+$/, 'id'))
  const page = query.orderBy(by, order.direction).orderBy(id, order.direction)
  if (!position) return page
  const [key, lastId] = position
  const sign = sql.raw(order.direction === 'asc' ? '>' : '<')
  return page.where(sql<boolean>`(${by}, ${id}) ${sign} (${key}, ${lastId})`)
}

async function count<TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): Promise<number> {
  const row = await query
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return (row as { n: number }).n
}
