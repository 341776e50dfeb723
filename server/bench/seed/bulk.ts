import type pg from 'pg'

type Dropped = { name: string; table: string; definition: string }

/**
 * Drops the foreign keys, unique keys and plain indexes of these tables, runs `load`, and creates them again: PostgreSQL then checks
 * all rows in one pass, and sorts them instead of inserting one by one. Primary keys, CHECKs and the constraint against double
 * bookings stay.
 */
export async function inBulk(client: pg.Client, tables: string[], load: () => Promise<void>): Promise<void> {
  const { rows: keys } = await client.query<Dropped>(
    `SELECT conname AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype IN ('f', 'u') AND conrelid = ANY($1::regclass[]) ORDER BY contype DESC`,
    [tables],
  )
  const { rows: indexes } = await client.query<Dropped>(
    `SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS table, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indrelid = ANY($1::regclass[]) AND NOT indisunique AND NOT indisexclusion`,
    [tables],
  )
  for (const { name, table } of keys.toReversed())
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`)
  await load()
  for (const { definition } of indexes) await client.query(definition)
  for (const { name, table, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
}
