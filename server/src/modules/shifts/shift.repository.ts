import type { Insertable } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { ShiftEntries, Shifts } from '../../db/tables.gen.ts'

const columns = ['id', 'locationId', 'userId', 'currency'] as const

/** Stores an open shift; false where its cashier has another open shift. Waits for a simultaneous request of the cashier to open a shift. */
export async function insertShift(trx: Tx, shift: Insertable<Shifts>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('shifts')
    .values(shift)
    .onConflict((conflict) => conflict.column('userId').where('closedAt', 'is', null).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** The open shift of a cashier, which cannot be closed until the transaction ends. */
export const lockOpenShiftShared = (trx: Tx, userId: string) =>
  trx
    .selectFrom('shifts')
    .select(columns)
    .where('userId', '=', userId)
    .where('closedAt', 'is', null)
    .forShare()
    .executeTakeFirst()

/** Locks a shift: waits for the transactions that take cash in it, and prevents new ones. */
export const lockShift = (trx: Tx, id: string) =>
  trx
    .selectFrom('shifts')
    .select([...columns, 'closedAt', 'counted'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export const closeShift = (
  trx: Tx,
  id: string,
  end: { counted: number; closedAt: string; closedBy: string },
) => trx.updateTable('shifts').set(end).where('id', '=', id).execute()

/** Stores the difference between the counted and the expected cash of a closed shift. */
export const insertDifference = (trx: Tx, entry: Insertable<ShiftEntries>) =>
  trx.insertInto('shiftEntries').values(entry).execute()
