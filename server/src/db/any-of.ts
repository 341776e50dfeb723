import { sql } from 'kysely'

/** `column IN (ids)`, which is one statement however many there are. */
export const anyOf = (column: string, ids: string[]) => sql<boolean>`${sql.ref(column)} = ANY(${ids}::uuid[])`
