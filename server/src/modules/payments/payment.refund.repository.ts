import { type Insertable, type Selectable, sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { PaymentRefunds } from '../../db/tables.gen.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'
import type { ProviderName, RefundStatus } from './payment.provider.ts'
import { type DueLimits, isDue, isReferredTo } from './payment.repository.ts'

export type RefundRow = Omit<Selectable<PaymentRefunds>, 'status'> & { status: RefundStatus }

const refunds = (db: Db) => db.selectFrom('paymentRefunds').selectAll().$castTo<RefundRow>()

export const insertRefund = (trx: Tx, refund: Insertable<PaymentRefunds>) =>
  trx.insertInto('paymentRefunds').values(refund).execute()

export const findRefund = (db: Db, id: string) => refunds(db).where('id', '=', id).executeTakeFirst()

/** All refunds of a payment, oldest first. */
export const findRefundsOf = (db: Db, paymentId: string) =>
  refunds(db).where('paymentId', '=', paymentId).orderBy('createdAt').orderBy('id').execute()

/** All refunds of these payments, oldest first. */
export const findRefundsOfPayments = (db: Db, paymentIds: string[]) =>
  refunds(db).where(anyOf('paymentId', paymentIds)).orderBy('createdAt').execute()

/** The refund that a webhook is about, by the provider's id or by ours. */
export const findRefundByReference = (
  db: Db,
  provider: ProviderName,
  providerId: string,
  refundId: string | null,
) =>
  refunds(db)
    .where('paymentId', 'in', (eb) => eb.selectFrom('payments').select('id').where('provider', '=', provider))
    .where((eb) => isReferredTo(eb, providerId, refundId))
    .executeTakeFirst()

export const updateRefund = (
  trx: Tx,
  id: string,
  change: Partial<Pick<Insertable<PaymentRefunds>, 'status' | 'providerId' | 'finishedAt'>>,
) => trx.updateTable('paymentRefunds').set(change).where('id', '=', id).execute()

/** The sum of a payment's refunds that are pending or done. */
export async function sumRefunds(trx: Tx, paymentId: string): Promise<number> {
  const row = await trx
    .selectFrom('paymentRefunds')
    .select(sql<number>`coalesce(sum(amount), 0)::bigint`.as('total'))
    .where('paymentId', '=', paymentId)
    .where('status', '<>', 'failed')
    .executeTakeFirstOrThrow()
  return row.total
}

// At this age of a refund its last request is due, while the provider still knows the idempotency key.
const lastRequestMs = 21 * hourMs + 5 * minuteMs

/**
 * The refunds about which a job must ask now, as `claimDuePayments` returns the ids of payments. A refund that the provider may not have made
 * is due once more just before its idempotency key is too old.
 */
export async function claimDueRefunds(db: Db, provider: ProviderName, limits: DueLimits) {
  const { now, limit, minBackoffMs } = limits
  const { rows } = await sql<Pick<RefundRow, 'id' | 'paymentId'>>`
    UPDATE payment_refunds SET asked_at = ${now}, due_at = least(
      ${now}::timestamptz + least(greatest(
        (${now}::timestamptz - created_at) / 2, ${minBackoffMs} * interval '1 millisecond'), interval '6 hours'),
      CASE WHEN provider_id IS NULL AND ${now} < created_at + ${lastRequestMs} * interval '1 millisecond'
        THEN created_at + ${lastRequestMs} * interval '1 millisecond' END)
    WHERE id = ANY (ARRAY(SELECT r.id FROM payment_refunds r JOIN payments p ON p.id = r.payment_id
      WHERE r.status = 'pending' AND ${isDue(limits, sql`r`)} AND p.provider = ${provider}
      ORDER BY r.due_at LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED))
    RETURNING id, payment_id
  `.execute(db)
  return rows
}
