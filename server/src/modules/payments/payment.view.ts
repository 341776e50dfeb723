import { sql } from 'kysely'
import { type CacheTag, cacheTagsOfBooking } from '../../cache/cache-tag.ts'
import type { Db } from '../../db/db.ts'
import { instantText } from '../../db/instant-text.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import { isVisibleToManagers } from '../users/user.rights.ts'
import type { Payment, PaymentQuery } from './payment.schema.ts'

const refunds = sql<Payment['refunds']>`coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', r.id, 'amount', r.amount, 'status', r.status, 'reason', r.reason,
    'createdAt', ${sql.raw(instantText('r.created_at'))}) ORDER BY r.created_at, r.id)
  FROM payment_refunds r WHERE r.payment_id = payments.id), '[]')`
const refundedAmount = sql<number>`coalesce((
  SELECT sum(r.amount) FROM payment_refunds r WHERE r.payment_id = payments.id AND r.status = 'succeeded'), 0)::bigint`

/**
 * The id of the booking that a payment is for. A manager who does not run the booking's location gets null, as in the entries of a wallet.
 */
const bookingIdFor = (viewer: Actor | null) =>
  viewer?.role === 'manager'
    ? sql<
        string | null
      >`CASE WHEN payments.user_id = ${viewer.id} OR (SELECT bookings.location_id FROM bookings
        WHERE bookings.id = payments.booking_id) = ANY(${viewer.locationIds}::uuid[]) THEN payments.booking_id END`
    : sql.ref<string | null>('payments.booking_id')

const payments = (db: Db, viewer: Actor | null) =>
  db
    .selectFrom('payments')
    .select(({ eb, ref }) => [
      'payments.id',
      'payments.userId',
      'payments.amount',
      'payments.currency',
      ref('payments.status').$castTo<Payment['status']>().as('status'),
      ref('payments.provider').$castTo<Payment['provider']>().as('provider'),
      'payments.checkoutUrl',
      bookingIdFor(viewer).as('bookingId'),
      'payments.receivedAmount',
      'payments.receivedCurrency',
      refundedAmount.as('refundedAmount'),
      refunds.as('refunds'),
      eb('payments.disputedAt', 'is not', null).$castTo<boolean>().as('disputed'),
      'payments.createdAt',
      'payments.finishedAt',
    ])

/** A payment as the viewer sees it; null stands for the payer. */
export const findPayment = (db: Db, viewer: Actor | null, id: string): Promise<Payment | undefined> =>
  payments(db, viewer).where('payments.id', '=', id).executeTakeFirst()

/** Payments, newest first. A manager sees the payments of the users whom managers may see, as where a single payment is read. */
export function listPayments(db: Db, viewer: Actor | null, query: PaymentQuery) {
  const { userId, status, from, to } = query
  let selectQuery = payments(db, viewer)
  if (userId !== undefined) selectQuery = selectQuery.where('payments.userId', 'in', userId)
  if (viewer?.role === 'manager')
    selectQuery = selectQuery.where(
      sql<boolean>`(SELECT ${isVisibleToManagers} FROM users WHERE users.id = payments.user_id)`,
    )
  if (status !== undefined) selectQuery = selectQuery.where('payments.status', 'in', status)
  if (from !== undefined) selectQuery = selectQuery.where('payments.createdAt', '>=', from)
  if (to !== undefined) selectQuery = selectQuery.where('payments.createdAt', '<=', to)
  return fetchPage({ list: 'payments', query: selectQuery, order: newestFirst('payments.createdAt') }, query)
}

/** The cache tags of the lists that contain a booking, which show its pending payment. */
export async function findCacheTagsOfBooking(db: Db, bookingId: string): Promise<CacheTag[]> {
  const booking = await db
    .selectFrom('bookings')
    .select(['userId', 'spaceId', 'locationId'])
    .where('id', '=', bookingId)
    .executeTakeFirst()
  return booking ? cacheTagsOfBooking(booking) : []
}

/** The currencies of the locations. A space is priced in the currency of its location. */
export const findCurrencies = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('locations').select('currency').distinct().execute()
  return rows.map(({ currency }) => currency)
}
