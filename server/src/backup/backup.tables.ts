import type pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'

export type Table = {
  name: string
  /** The columns that can be written: all except the generated ones. */
  columns: string[]
  /** Other tables whose rows must be written before the rows of this table. */
  references: string[]
}

/** A sequence and the last number that it has given; `name` is quoted and has its schema. */
export type Sequence = { name: string; last: string }

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const qualifiedName = ({ name }: { name: string }): string => `"public".${quote(name)}`

const tableWithColumns = (table: Table): string =>
  `${qualifiedName(table)} (${table.columns.map(quote).join(', ')})`
export const copyOutStatement = (table: Table): string => `COPY ${tableWithColumns(table)} TO STDOUT`
/** The table's statement in the script. A restore finds the table of a statement by this text, so the columns must be equal, too. */
export const copyInStatement = (table: Table): string => `COPY ${tableWithColumns(table)} FROM stdin;`

/**
 * Every ordinary table of the schema, read from the catalogue, so that tables of later migrations are included without new code;
 * tables of an extension are not. They come in the order in which rows can be written.
 *
 * Not counted as references: those of a table to itself, which are checked when all its rows are loaded, and deferrable ones.
 */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT c.relname::text AS name,
      ARRAY(SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum) AS columns,
      ARRAY(SELECT DISTINCT other.relname::text FROM pg_constraint f JOIN pg_class other ON other.oid = f.confrelid
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND NOT f.condeferrable AND f.confrelid <> c.oid
          AND other.relnamespace = c.relnamespace) AS references
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relname`)
  return inOrderOfReferences(rows)
}

/** A table after those that it refers to. Raises `StartupError` where tables refer to each other in a circle. */
export function inOrderOfReferences(tables: Table[]): Table[] {
  const waiting = new Map(tables.map((table) => [table.name, table]))
  const ordered: Table[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((table) => !table.references.some((name) => waiting.has(name)))
    if (ready.length === 0)
      throw new StartupError(
        `The foreign keys between ${[...waiting.keys()].join(', ')} go in a circle, so no order of them can be restored: make one of these keys DEFERRABLE.`,
      )
    for (const table of ready) waiting.delete(table.name)
    ordered.push(...ready)
  }
  return ordered
}

/** The sequences that have ever given a number; the others are as a migration makes them. */
export async function listSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(`
    SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS last
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY sequencename`)
  return rows
}
