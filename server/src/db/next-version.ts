import { sql } from 'kysely'

/** The value to which a change of a row sets its `version`; entity tags begin with it. */
export const nextVersion = sql<number>`version + 1`
