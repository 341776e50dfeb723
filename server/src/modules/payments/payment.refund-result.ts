import type { PaymentDeps } from './payment.check.ts'
import type { PaymentProvider } from './payment.provider.ts'
import * as repository from './payment.repository.ts'

/**
 * Whether the refunds of a payment whose results are unknown were made, by the sum that the provider has refunded. Null where the sum
 * does not tell: it is between the two, refunds were made in the provider's own account, or refunds change at this moment.
 */
export async function findResultBySum(
  { db }: Pick<PaymentDeps, 'db'>,
  provider: PaymentProvider,
  payment: repository.PaymentRow,
): Promise<'made' | 'not made' | null> {
  const refunds = await repository.findRefundsOf(db, payment.id)
  const found = payment.providerId === null ? null : await provider.find(payment.providerId)
  const hasChanged =
    JSON.stringify(await repository.findRefundsOf(db, payment.id)) !== JSON.stringify(refunds)
  const pending = refunds.filter(({ status }) => status === 'pending')
  // The sum of YooKassa does not contain a refund that is pending there, the sum of Stripe contains it.
  const isPendingThere = pending.some(({ providerId }) => providerId !== null)
  if (found?.status !== 'succeeded' || hasChanged || isPendingThere) return null
  const sumOf = (rows: repository.RefundRow[]) => rows.reduce((sum, { amount }) => sum + amount, 0)
  const unaccounted = found.refundedAmount - sumOf(refunds.filter(({ status }) => status === 'succeeded'))
  if (unaccounted === 0) return 'not made'
  return unaccounted === sumOf(pending) ? 'made' : null
}
