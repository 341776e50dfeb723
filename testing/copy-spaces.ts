import { sql } from 'kysely'
import type { TestService } from './harness.ts'

/**
 * Inserts `count` copies of this space, with other values in the named columns, and returns their ids. With a thousand requests
 * instead, the audit trail would get a thousand events, one after another.
 */
export async function copySpaces(
  { deps }: TestService,
  id: string,
  count: number,
  values: Record<string, string> = {},
): Promise<string[]> {
  const columns = await sql<{ name: string }>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = 'spaces' AND table_schema = current_schema() AND is_generated = 'NEVER'`.execute(
    deps.db,
  )
  const names = sql.join(columns.rows.map(({ name }) => sql.ref(name)))
  const { rows } = await sql<{ id: string }>`
    INSERT INTO spaces (${names})
    SELECT ${names} FROM (
      SELECT (jsonb_populate_record(s, ${JSON.stringify(values)}::jsonb || jsonb_build_object('id', gen_random_uuid()))).*
      FROM spaces s, generate_series(1, ${count}) WHERE s.id = ${id}) copies
    RETURNING id`.execute(deps.db)
  return rows.map((row) => row.id)
}
