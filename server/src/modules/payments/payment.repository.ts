import { type ExpressionBuilder, type Insertable, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import type { DB, Payments } from '../../db/tables.gen.ts'
import { toInstant } from '../../shared/time-range.ts'
import type { PaymentStatus, ProviderName } from './payment.provider.ts'

export type PaymentRow = Omit<Selectable<Payments>, 'status' | 'provider'> & {
  status: PaymentStatus
  provider: ProviderName
}

// The pending payment of a booking is in cached lists of bookings: where it changes, the caller calls `invalidateBooking` (payment.check.ts).

export const insertPayment = (trx: Tx, payment: Insertable<Payments>) =>
  withoutInvalidation(trx).insertInto('payments').values(payment).execute()

const payments = (db: Db) => db.selectFrom('payments').selectAll().$castTo<PaymentRow>()

export const findPayment = (db: Db, id: string) => payments(db).where('id', '=', id).executeTakeFirst()

export const lockPayment = (trx: Tx, id: string) =>
  payments(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** The pending payments of a booking, newest first. */
export const findPendingOfBooking = (db: Db, bookingId: string) => pendingOfBooking(db, bookingId).execute()

const pendingOfBooking = (db: Db, bookingId: string) =>
  payments(db)
    .where('bookingId', '=', bookingId)
    .where('status', '=', 'pending')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')

/** As `findPendingOfBooking`, locked: until this transaction ends, none of these payments gets its checkout or is paid. */
export const lockPendingOfBooking = (trx: Tx, bookingId: string) =>
  pendingOfBooking(trx, bookingId).forNoKeyUpdate().execute()

/** The newest pending payment of a booking: the one that responses show. */
export const findNewestPendingOfBooking = async (
  db: Db,
  bookingId: string,
): Promise<PaymentRow | undefined> => (await findPendingOfBooking(db, bookingId))[0]

/**
 * When the user began the `n`-th newest of the user's payments; undefined where there are fewer. Payments that were begun later than now
 * are of the time before the clock was set back, and do not count.
 */
export const findNthNewest = async (
  trx: Tx,
  { userId, now }: { userId: string; now: string },
  n: number,
): Promise<string | undefined> =>
  (
    await trx
      .selectFrom('payments')
      .select('createdAt')
      .where('userId', '=', userId)
      .where('createdAt', '<=', now)
      .orderBy('createdAt', 'desc')
      .offset(n - 1)
      .limit(1)
      .executeTakeFirst()
  )?.createdAt

/** The payment that a webhook is about, by the provider's id, or by ours where the webhook does not have the provider's. */
export const findByReference = (
  db: Db,
  provider: ProviderName,
  providerId: string | null,
  paymentId: string | null,
) =>
  payments(db)
    .where('provider', '=', provider)
    .where((eb) => (providerId === null ? eb('id', '=', paymentId) : isReferredTo(eb, providerId, paymentId)))
    .executeTakeFirst()

/** Whether a row has the provider's id, or has our id and no id of the provider yet. */
export const isReferredTo = (
  eb: ExpressionBuilder<DB, CheckedTable>,
  providerId: string,
  id: string | null,
) =>
  eb.or([
    eb('providerId', '=', providerId),
    ...(id === null ? [] : [eb.and([eb('id', '=', id), eb('providerId', 'is', null)])]),
  ])

export const findByCaptureId = (db: Db, provider: ProviderName, captureId: string) =>
  payments(db).where('provider', '=', provider).where('captureId', '=', captureId).executeTakeFirst()

export type PaymentChange = Partial<Omit<Insertable<Payments>, 'id' | 'userId' | 'amount' | 'currency'>>

export const updatePayment = (trx: Tx, id: string, change: PaymentChange) =>
  withoutInvalidation(trx).updateTable('payments').set(change).where('id', '=', id).execute()

/** The tables whose rows the provider is asked about. */
export type CheckedTable = 'payments' | 'paymentRefunds'

type CheckTimes = { now: number; minIntervalMs: number; dueAt: string }

/**
 * Stores that the provider is asked about the row now; false where it was asked less than `minIntervalMs` ago. A row that was asked about
 * later than now was written before the clock was set back, unless the clock of another instance is a little ahead.
 */
export async function claimCheck(
  db: Db,
  table: CheckedTable,
  id: string,
  check: CheckTimes,
): Promise<boolean> {
  const { numUpdatedRows } = await withoutInvalidation(db)
    .updateTable(table)
    .set({ askedAt: toInstant(check.now), dueAt: check.dueAt })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('askedAt', '<=', toInstant(check.now - check.minIntervalMs)),
        eb('askedAt', '>', toInstant(check.now + check.minIntervalMs)),
      ]),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Makes a job ask the provider about the row at this time at the latest. */
export const scheduleCheckBy = (db: Db, table: CheckedTable, id: string, at: string) =>
  withoutInvalidation(db)
    .updateTable(table)
    .set({ dueAt: at })
    .where('id', '=', id)
    .where('dueAt', '>', at)
    .execute()

export type DueLimits = { now: string; limit: number; minBackoffMs: number }

/**
 * Whether a job must ask about a row now: it is due, or it was asked about before the clock was set back, so its `due_at` is of the former
 * clock.
 */
export const isDue = ({ now, minBackoffMs }: DueLimits, row: RawBuilder<unknown>) =>
  sql`(${row}.due_at <= ${now} OR ${row}.asked_at > ${now}::timestamptz + ${minBackoffMs} * interval '1 millisecond')`

/**
 * Returns the ids of the payments about which a job must ask now, and sets when each is due again: after half of its age, within bounds, so
 * that the requests become less and less frequent. The subquery is turned into an array, so that it runs once. Otherwise PostgreSQL may run it
 * again for each row of `payments`, and then update more than `limit` rows.
 */
export async function claimDuePayments(db: Db, provider: ProviderName, limits: DueLimits): Promise<string[]> {
  const { now, limit, minBackoffMs } = limits
  const { rows } = await sql<{ id: string }>`
    UPDATE payments SET asked_at = ${now}, due_at = ${now}::timestamptz + least(greatest(
      (${now}::timestamptz - created_at) / 2, ${minBackoffMs} * interval '1 millisecond'), interval '6 hours')
    WHERE id = ANY (ARRAY(SELECT p.id FROM payments p WHERE p.status = 'pending' AND ${isDue(limits, sql`p`)} AND p.provider = ${provider}
      ORDER BY p.due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
    RETURNING id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Ids of a person's unfinished payments, and of payments with an unfinished refund. */
export async function findUnfinishedIds(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('payments')
    .select('id')
    .where('userId', '=', userId)
    .where((eb) =>
      eb.or([
        eb('status', '=', 'pending'),
        eb.exists(
          eb
            .selectFrom('paymentRefunds')
            .select('paymentRefunds.id')
            .whereRef('paymentRefunds.paymentId', '=', 'payments.id')
            .where('paymentRefunds.status', '=', 'pending'),
        ),
      ]),
    )
    .orderBy('createdAt')
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Clears the texts that the person and staff have written about the person's payments, the addresses of their pages, and the contact of
 * receipts; returns the ids of the payments.
 */
export async function clearTexts(trx: Tx, userId: string): Promise<string[]> {
  const ownPayments = trx.selectFrom('payments').select('id').where('userId', '=', userId)
  await trx
    .updateTable('paymentRefunds')
    .set({ reason: null, receiptContact: null })
    .where('paymentId', 'in', ownPayments)
    .execute()
  const cleared = await withoutInvalidation(trx)
    .updateTable('payments')
    .set({ returnPath: null, returnUrl: null, checkoutUrl: null, receiptContact: null })
    .where('userId', '=', userId)
    .returning('id')
    .execute()
  return cleared.map(({ id }) => id)
}

/** The payments that were made since `since` or have a refund made since then, and those that are pending or have a pending refund. */
export const findRecentOrPending = (db: Db, provider: ProviderName, since: string) =>
  payments(db)
    .where('provider', '=', provider)
    .where((eb) =>
      eb.or([
        eb('createdAt', '>=', since),
        eb('status', '=', 'pending'),
        eb('id', 'in', (refunds) =>
          refunds
            .selectFrom('paymentRefunds')
            .select('paymentId')
            .where((of) => of.or([of('createdAt', '>=', since), of('status', '=', 'pending')])),
        ),
      ]),
    )
    .orderBy('createdAt')
    .execute()
