import type pg from 'pg'

type Dropped = { name: string; table: string; definition: string }

/**
 * Runs `load` without the foreign and unique keys and the plain indexes of these tables, and makes them again: PostgreSQL
 * then checks every row in one go, and sorts instead of inserting. Primary keys, CHECKs and what guards the slots stay.
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
