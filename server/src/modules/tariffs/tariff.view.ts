import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'

/** The condition that a tariff is of all locations (`locationId` null), or of one of these. */
export const isOfLocations = (ids: string[]) =>
  sql<boolean>`(tariffs.location_id IS NULL OR tariffs.location_id = ANY(${ids}::uuid[]))`

/** The condition that a tariff is of all locations, or its location is active or is one of `alsoLocationIds`. */
export const isOfActiveLocation = (alsoLocationIds: string[]) =>
  sql<boolean>`(tariffs.location_id IS NULL OR tariffs.location_id NOT IN (SELECT id FROM locations WHERE NOT is_active)
    OR tariffs.location_id = ANY(${alsoLocationIds}::uuid[]))`

/** The condition of a list that is empty by right: its query runs all the same, so that its cursor is validated. */
export const never = sql<boolean>`false`

/** A space that uses the tariff and belongs to another location than `locationId`. */
export const findSpaceElsewhere = (trx: Tx, tariffId: string, locationId: string) =>
  trx
    .selectFrom('spaces')
    .select('id')
    .where('tariffId', '=', tariffId)
    .where('locationId', '!=', locationId)
    .limit(1)
    .executeTakeFirst()
