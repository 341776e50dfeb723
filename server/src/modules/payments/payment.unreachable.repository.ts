import type { Db } from '../../db/db.ts'
import type { ProviderName } from './payment.provider.ts'

/** Pending payments that began before `before`, at any provider other than `provider`. */
export const findPendingAtOtherProviders = (db: Db, provider: ProviderName | null, before: string) =>
  db
    .selectFrom('payments')
    .select(['id', 'provider'])
    .where('status', '=', 'pending')
    .where('provider', 'is distinct from', provider)
    .where('createdAt', '<', before)
    .orderBy('createdAt')
    .execute()

/** Pending refunds that began before `before`, of payments at any provider other than `provider`. */
export const findPendingRefundsAtOtherProviders = (db: Db, provider: ProviderName | null, before: string) =>
  db
    .selectFrom('paymentRefunds')
    .innerJoin('payments', 'payments.id', 'paymentRefunds.paymentId')
    .select(['paymentRefunds.id', 'payments.provider'])
    .where('paymentRefunds.status', '=', 'pending')
    .where('payments.provider', 'is distinct from', provider)
    .where('paymentRefunds.createdAt', '<', before)
    .orderBy('paymentRefunds.createdAt')
    .execute()
