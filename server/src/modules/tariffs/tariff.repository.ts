import type { ExpressionBuilder, Insertable, RawBuilder, Updateable } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { toJson } from '../../db/json.ts'
import { nextVersion } from '../../db/next-version.ts'
import { byName, fetchPage, type PageQuery } from '../../db/page.ts'
import type { DB, Tariffs } from '../../db/tables.gen.ts'
import type { CancellationTier, Tariff, TariffRule } from './tariff.schema.ts'

const columns = (eb: ExpressionBuilder<DB, 'tariffs'>) =>
  [
    'id',
    'locationId',
    'name',
    'currency',
    'hourlyRate',
    'dailyCap',
    eb.ref('rules').$castTo<TariffRule[]>().as('rules'),
    'minMinutes',
    'maxMinutes',
    'stepMinutes',
    'minLeadMinutes',
    'maxAdvanceDays',
    eb.ref('cancellation').$castTo<CancellationTier[]>().as('cancellation'),
    'isActive',
    'createdAt',
    'updatedAt',
    'version',
  ] as const

export const findTariff = (db: Db, id: string): Promise<Tariff | undefined> =>
  db.selectFrom('tariffs').select(columns).where('id', '=', id).executeTakeFirst()

export const findTariffs = (db: Db, ids: string[]): Promise<Tariff[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.selectFrom('tariffs').select(columns).where(anyOf('id', ids)).execute()

/** Locks the tariff against changes and against new spaces that use it. */
export const lockTariff = (trx: Tx, id: string): Promise<Tariff | undefined> =>
  trx.selectFrom('tariffs').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()

/** Locks the tariff against changes. */
export const lockTariffShared = (trx: Tx, id: string): Promise<Tariff | undefined> =>
  trx.selectFrom('tariffs').select(columns).where('id', '=', id).forShare().executeTakeFirst()

type Filter = { locationId?: string[]; isActive: boolean }

/**
 * Tariffs by name, only those for which `isVisible` is true. The filter by location includes the tariffs of all
 * locations (`locationId` null).
 */
export function listTariffs(db: Db, query: PageQuery & Filter, isVisible: RawBuilder<boolean> | null) {
  const { locationId, isActive } = query
  let selectQuery = db
    .selectFrom('tariffs')
    .select(columns)
    .select('nameKey')
    .where('isActive', '=', isActive)
  if (locationId !== undefined)
    selectQuery = selectQuery.where((eb) =>
      eb.or([eb('locationId', 'in', locationId), eb('locationId', 'is', null)]),
    )
  if (isVisible !== null) selectQuery = selectQuery.where(isVisible)
  return fetchPage(
    { list: 'tariffs', query: selectQuery, order: byName('nameKey'), hasLongRows: true },
    query,
  )
}

type Json = Pick<Tariff, 'rules' | 'cancellation'>
type NewRow = Omit<Insertable<Tariffs>, keyof Json> & Json
type Change = Omit<Updateable<Tariffs>, keyof Json> & Partial<Json>

export const insertTariff = (trx: Tx, { rules, cancellation, ...rest }: NewRow): Promise<Tariff> =>
  invalidating(trx, 'catalogue')
    .insertInto('tariffs')
    .values({ ...rest, rules: toJson(rules), cancellation: toJson(cancellation) })
    .returning(columns)
    .executeTakeFirstOrThrow()

export const updateTariff = (
  trx: Tx,
  id: string,
  { rules, cancellation, ...rest }: Change,
): Promise<Tariff> =>
  invalidating(trx, 'catalogue')
    .updateTable('tariffs')
    .set({
      ...rest,
      ...(rules && { rules: toJson(rules) }),
      ...(cancellation && { cancellation: toJson(cancellation) }),
      version: nextVersion,
    })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()

export const deleteTariff = (trx: Tx, id: string) =>
  invalidating(trx, 'catalogue').deleteFrom('tariffs').where('id', '=', id).execute()
