import { maxPageBytes } from '../../db/page.size.ts'

type Parts = {
  /** The rows of `bookings b` in order, one more than `limit`. */
  source: string
  item: string
  /** What they are in order of. */
  column: string
  /** How its value is written into a cursor. */
  key: (column: string) => string
  limit: number
  hasQuotes: boolean
}

/** `columns` over the rows of `rows`: the items, whether there are more, and the key and id of the last one. */
type Found = { columns: string; rows: string }

export const plainSql = ({ source, item, column, key, limit }: Parts): Found => ({
  columns: `string_agg(${item}, ',') FILTER (WHERE n <= ${limit}), count(*) > ${limit},
    max(${key(column)}) FILTER (WHERE n = ${limit}), max(b.id::text) FILTER (WHERE n = ${limit})`,
  rows: `SELECT row_number() OVER () AS n, b.* FROM (${source}) b`,
})

/**
 * The same, ended early where it would be longer than one page may be; its first item is there in any case. Quotes may
 * be long: an item with one is written only where those before it, compressed as they are stored, leave it a place.
 */
export function measuredSql({ source, item, column, key, limit, hasQuotes }: Parts): Found {
  const last = (of: string) => `(array_agg(${of}) FILTER (WHERE fits))[count(*) FILTER (WHERE fits)]`
  const running = (bytes: string) => `sum(${bytes}) OVER (ROWS UNBOUNDED PRECEDING)`
  const stored = hasQuotes ? running('pg_column_size(b.quote)') : '0'
  const numbered = `SELECT row_number() OVER () AS n, ${stored} AS stored, b.* FROM (${source}) b`
  // `OFFSET 0`: or PostgreSQL would write each item three times.
  const written = `SELECT n, b.id, ${column} AS key,
      CASE WHEN n <= ${limit} AND (n = 1 OR stored <= ${maxPageBytes}) THEN ${item} END AS item
    FROM (${numbered}) b OFFSET 0`
  return {
    columns: `string_agg(item, ',') FILTER (WHERE fits), count(*) > count(*) FILTER (WHERE fits),
      ${key(last('key'))}, ${last('id')}`,
    // Between the items are commas.
    rows: `SELECT id, key, item, item IS NOT NULL
        AND (n = 1 OR ${running('octet_length(item) + 1')} <= ${maxPageBytes + 1}) AS fits
      FROM (${written}) b`,
  }
}
