import { sql } from 'kysely'

/** The condition that the location of a space is active, or is one of `alsoLocationIds`. */
export const isOfActiveLocation = (alsoLocationIds: string[]) =>
  sql<boolean>`(spaces.location_id NOT IN (SELECT id FROM locations WHERE NOT is_active)
    OR spaces.location_id = ANY(${alsoLocationIds}::uuid[]))`
