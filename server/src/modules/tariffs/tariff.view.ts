import type { Tx } from '../../db/db.ts'

/** A space that uses the tariff and belongs to another location than `locationId`. */
export const findSpaceElsewhere = (trx: Tx, tariffId: string, locationId: string) =>
  trx
    .selectFrom('spaces')
    .select('id')
    .where('tariffId', '=', tariffId)
    .where('locationId', '!=', locationId)
    .limit(1)
    .executeTakeFirst()
