import { sql } from 'kysely'

/** What a change of a row sets its `version` to; entity tags begin with it. */
export const nextVersion = sql<number>`version + 1`
