import type { Deps } from '../../deps.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { PaymentProvider, ProviderPayment } from './payment.provider.ts'
import * as repository from './payment.repository.ts'

/** A difference between our books and the provider's, with the id of our payment or refund. */
export type Difference = { id: string; detail: string }

const days = 30
const concurrency = 5

/**
 * Asks the provider about every payment and refund of the last 30 days, and lists the differences, the payments whose received
 * amount differs from the order, and those that are still pending after a day. Writes nothing. Raises `ProviderResultUnknown`.
 */
export async function reconcile({
  db,
  clock,
  paymentProvider: provider,
}: Pick<Deps, 'db' | 'clock'> & { paymentProvider: PaymentProvider }): Promise<{
  compared: number
  findings: Difference[]
}> {
  const now = clock.now()
  const { payments, refunds } = await repository.findSince(db, provider.name, toInstant(now - days * dayMs))
  const findings: Difference[] = []
  const refundedOf = (id: string, ...statuses: string[]) =>
    refunds
      .filter(({ paymentId, status }) => paymentId === id && statuses.includes(status))
      .reduce((sum, { amount }) => sum + amount, 0)
  const isStale = (createdAt: string) => now - toMs(createdAt) > dayMs

  await forEachConcurrently(payments, async (payment) => {
    const { id, providerId, status } = payment
    const add = (detail: string) => findings.push({ id, detail: `payment: ${detail}` })
    if (payment.receivedAmount !== null)
      add(
        `requested ${payment.amount} ${payment.currency}, received ${payment.receivedAmount} ${payment.receivedCurrency}; nothing was credited`,
      )
    else if (providerId !== null) {
      const found = await provider.find(providerId)
      const refundedAmount = refundedOf(id, 'succeeded')
      for (const detail of differencesOf(payment, found, {
        done: refundedAmount,
        begun: refundedAmount + refundedOf(id, 'pending'),
      }))
        add(detail)
    }
    if (status === 'pending' && isStale(payment.createdAt)) add('pending for more than a day')
  })
  await forEachConcurrently(refunds, async ({ id, providerId, status, createdAt }) => {
    const add = (detail: string) => findings.push({ id, detail: `refund: ${detail}` })
    const found = providerId === null ? null : await provider.findRefund(providerId)
    if (providerId !== null && !found) add('the provider does not know it')
    if (found && found.status !== status) add(`${status} here, ${found.status} at the provider`)
    if (status === 'pending' && isStale(createdAt)) add('pending for more than a day')
  })
  return { compared: payments.length + refunds.length, findings }
}

/** Pure. */
function differencesOf(
  { id, status, amount, currency }: repository.PaymentRow,
  found: ProviderPayment | null,
  refunded: { done: number; begun: number },
): string[] {
  if (!found) return ['the provider does not know it']
  const differences: string[] = []
  if (found.paymentId !== id) differences.push(`at the provider it belongs to payment ${found.paymentId}`)
  if (found.status !== status) differences.push(`${status} here, ${found.status} at the provider`)
  if (found.amount !== amount || found.currency !== currency)
    differences.push(`${amount} ${currency} here, ${found.amount} ${found.currency} at the provider`)
  if (found.refundedAmount < refunded.done || found.refundedAmount > refunded.begun)
    differences.push(`${refunded.done} refunded here, ${found.refundedAmount} at the provider`)
  return differences
}

async function forEachConcurrently<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of queue) await work(item)
    }),
  )
}
