import { sql } from 'kysely'

/** The condition that the location of a space is active, or one of these. */
export const isOfActiveLocation = (orOf: string[]) =>
  sql<boolean>`(spaces.location_id NOT IN (SELECT id FROM locations WHERE NOT is_active)
    OR spaces.location_id = ANY(${orOf}::uuid[]))`
