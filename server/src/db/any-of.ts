import { sql } from 'kysely'

/** `column IN (ids)` as one statement text, whatever the number of ids. */
export const anyOf = (column: string, ids: string[]) => sql<boolean>`${sql.ref(column)} = ANY(${ids}::uuid[])`
