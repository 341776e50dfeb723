import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import type { ListedShift, Shift, ShiftEntry, ShiftEntryQuery, ShiftQuery } from './shift.schema.ts'

/** The amount of a transfer: positive where the wallet gains money, because the same cash came into the till; negative where it went out. */
const signedAmount = sql<number>`CASE WHEN transfers.to_account = transfers.wallet_id THEN transfers.amount
  ELSE -transfers.amount END`
const expected = sql<number>`shifts.float_amount + coalesce((
  SELECT sum(${signedAmount}) FROM transfers WHERE transfers.shift_id = shifts.id), 0)::bigint`
const person = sql<
  ListedShift['user']
>`jsonb_build_object('id', users.id, 'firstName', users.first_name, 'lastName', users.last_name)`

const selectShifts = (db: Db) =>
  db.selectFrom('shifts').select([
    'shifts.id',
    'shifts.locationId',
    'shifts.userId',
    'shifts.currency',
    'shifts.floatAmount as float',
    expected.as('expected'),
    'shifts.counted',
    sql<number | null>`CASE WHEN shifts.closed_at IS NOT NULL THEN coalesce((
        SELECT amount FROM shift_entries e WHERE e.shift_id = shifts.id), 0) END`.as('overShort'),
    'shifts.openedAt',
    'shifts.closedAt',
    'shifts.closedBy',
  ])

export const findShift = (db: Db, id: string): Promise<Shift | undefined> =>
  selectShifts(db).where('shifts.id', '=', id).executeTakeFirst()

/** Shifts of a location, newest first. */
export function listShifts(db: Db, locationId: string, query: ShiftQuery) {
  let selectQuery = selectShifts(db)
    .innerJoin('users', 'users.id', 'shifts.userId')
    .select(person.as('user'))
    .where('shifts.locationId', '=', locationId)
  if (query.userId !== undefined) selectQuery = selectQuery.where('shifts.userId', 'in', query.userId)
  if (query.isOpen !== undefined)
    selectQuery = selectQuery.where('shifts.closedAt', query.isOpen ? 'is' : 'is not', null)
  return fetchPage(
    { list: `shifts of ${locationId}`, query: selectQuery, order: newestFirst('shifts.openedAt') },
    query,
  )
}

/** The transfers of cash in a shift, newest first. */
export function listEntries(db: Db, shiftId: string, query: ShiftEntryQuery) {
  const selectQuery = db
    .selectFrom('transfers')
    .innerJoin('accounts', 'accounts.id', 'transfers.walletId')
    .innerJoin('users', 'users.id', 'accounts.userId')
    .select([
      'transfers.id',
      sql<ShiftEntry['kind']>`transfers.kind`.as('kind'),
      signedAmount.as('amount'),
      person.as('user'),
      'transfers.createdAt',
    ])
    .where('transfers.shiftId', '=', shiftId)
  return fetchPage(
    { list: `entries of ${shiftId}`, query: selectQuery, order: newestFirst('transfers.createdAt') },
    query,
  )
}
