import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { formatMoney, type Money } from '../../shared/money.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import { type PaymentProvider, type ProviderPayment, ProviderResultUnknown } from './payment.provider.ts'
import * as refundRepository from './payment.refund.repository.ts'
import * as repository from './payment.repository.ts'
import {
  findPendingAtOtherProviders,
  findPendingRefundsAtOtherProviders,
} from './payment.unreachable.repository.ts'

/** A difference between our books and the provider's, with the id of our payment or refund. */
export type Difference = { id: string; detail: string }

type PaymentWithRefunds = { payment: repository.PaymentRow; refunds: refundRepository.RefundRow[] }

const concurrency = 5
/** After this many requests in a row without a usable response the provider is not asked any more. */
const maxUnusableInRow = 10

type Result = { compared: number; findings: Difference[] }

/**
 * Asks the provider about every payment and refund of the last `days` days and every older pending one, and lists the differences, the payments
 * whose received amount differs from the order, those about which the provider gives no usable response, and those that are still pending
 * after a day, also at a former provider. Without a provider, only the last are listed. Writes nothing. Raises `ProviderResultUnknown` where
 * no response of the provider is usable.
 */
export async function reconcile(
  { db, clock, paymentProvider: provider }: Pick<Deps, 'db' | 'clock' | 'paymentProvider'>,
  days = 30,
): Promise<Result> {
  const now = clock.now()
  const since = toInstant(Math.max(0, now - days * dayMs))
  const { compared, findings } = provider
    ? await compareWithProvider(db, provider, { since, now })
    : { compared: 0, findings: [] }
  const aDayAgo = toInstant(now - dayMs)
  const name = provider?.name ?? null
  for (const { id, provider: other } of await findPendingAtOtherProviders(db, name, aDayAgo))
    findings.push({ id, detail: `payment: ${pendingAtOtherProvider(other)}` })
  for (const { id, provider: other } of await findPendingRefundsAtOtherProviders(db, name, aDayAgo))
    findings.push({ id, detail: `refund: ${pendingAtOtherProvider(other)}` })
  return { compared, findings }
}

async function compareWithProvider(
  db: Db,
  provider: PaymentProvider,
  { since, now }: { since: string; now: number },
): Promise<Result> {
  const payments = await repository.findRecentOrPending(db, provider.name, since)
  const refunds = await refundRepository.findRefundsOfPayments(
    db,
    payments.map(({ id }) => id),
  )
  const refundsByPayment = Map.groupBy(refunds, ({ paymentId }) => paymentId)
  const findings: Difference[] = []
  const isStale = (createdAt: string) => now - toMs(createdAt) > dayMs
  const { compareResponse, assertAnyUsable } = createResponseComparison()

  async function comparePayment({ payment, refunds }: PaymentWithRefunds): Promise<string[]> {
    const { providerId, status, amount, currency, receivedAmount, receivedCurrency } = payment
    const stale = status === 'pending' && isStale(payment.createdAt) ? ['pending for more than a day'] : []
    if (receivedAmount !== null && receivedCurrency !== null) {
      const [requested, received] = formatBoth(
        { amount, currency },
        { amount: receivedAmount, currency: receivedCurrency },
      )
      return [`requested ${requested}, received ${received}; nothing was credited`]
    }
    if (providerId === null) return stale
    const differences = await compareResponse(
      () => provider.find(providerId),
      (found) => differencesOf(payment, refunds, found),
    )
    return [...differences, ...stale]
  }
  async function compareRefund(refund: refundRepository.RefundRow): Promise<string[]> {
    const { providerId, status, createdAt } = refund
    const stale = status === 'pending' && isStale(createdAt) ? ['pending for more than a day'] : []
    if (providerId === null) return stale
    const differences = await compareResponse(
      () => provider.findRefund(providerId),
      (found) => (found ? differenceOfStatus(refund, found) : ['the provider does not know it']),
    )
    return [...differences, ...stale]
  }

  await forEachConcurrently(payments, async (payment) => {
    const { id } = payment
    const read = async () => ({
      payment: (await repository.findPayment(db, id)) ?? payment,
      refunds: await refundRepository.findRefundsOf(db, id),
    })
    const first = { payment, refunds: refundsByPayment.get(id) ?? [] }
    for (const detail of await compareWhileUnchanged(first, read, comparePayment))
      findings.push({ id, detail: `payment: ${detail}` })
  })
  await forEachConcurrently(refunds, async (refund) => {
    const { id } = refund
    const read = async () => (await refundRepository.findRefund(db, id)) ?? refund
    for (const detail of await compareWhileUnchanged(refund, read, compareRefund))
      findings.push({ id, detail: `refund: ${detail}` })
  })
  assertAnyUsable()
  return { compared: payments.length + refunds.length, findings }
}

/**
 * `compareResponse` asks the provider, and returns the differences in its response; where the response is not usable, this is the difference,
 * so that it hides no other. `assertAnyUsable` raises the first error where no response was usable: then nothing was compared.
 */
function createResponseComparison() {
  let [usable, unusableInRow] = [0, 0]
  let firstError: ProviderResultUnknown | undefined
  return {
    compareResponse: async <T>(ask: () => Promise<T>, compare: (found: T) => string[]): Promise<string[]> => {
      if (unusableInRow >= maxUnusableInRow)
        return [`not compared: ${maxUnusableInRow} requests in a row had no usable response`]
      try {
        const found = await ask()
        usable += 1
        unusableInRow = 0
        return compare(found)
      } catch (error) {
        if (!(error instanceof ProviderResultUnknown)) throw error
        firstError ??= error
        unusableInRow += 1
        return [`not compared: ${error.message}`]
      }
    },
    assertAnyUsable: () => {
      if (firstError && usable === 0) throw firstError
    },
  }
}

const pendingAtOtherProvider = (provider: string) =>
  `pending for more than a day at ${provider}, which the settings do not name`

/**
 * The differences that `compare` finds in rows that do not change meanwhile. Rows that change are compared again: the service goes on to
 * apply what the provider says.
 */
async function compareWhileUnchanged<Rows>(
  first: Rows,
  read: () => Promise<Rows>,
  compare: (rows: Rows) => Promise<string[]>,
): Promise<string[]> {
  for (let rows = first; ; ) {
    const differences = await compare(rows)
    if (differences.length === 0) return []
    const latest = await read()
    if (JSON.stringify(latest) === JSON.stringify(rows)) return differences
    rows = latest
  }
}

/**
 * The statuses, where they differ. The service applies by itself what the provider says of a pending row, so its line says when the service
 * asks again. Pure.
 */
function differenceOfStatus(
  { status, dueAt }: { status: string; dueAt: string },
  found: { status: string },
): string[] {
  if (found.status === status) return []
  const asksAgain = status === 'pending' ? `; the service asks again at ${toInstant(toMs(dueAt))}` : ''
  return [`${status} here, ${found.status} at the provider${asksAgain}`]
}

type Sum = { amount: Money; currency: string }

/** Two sums, with the codes of their currencies where these differ: currencies may share a sign. Pure. */
function formatBoth(a: Sum, b: Sum): [string, string] {
  const format = ({ amount, currency }: Sum) =>
    `${formatMoney(amount, currency, 'en')}${a.currency === b.currency ? '' : ` ${currency}`}`
  return [format(a), format(b)]
}

/** Pure. */
function differencesOf(
  payment: repository.PaymentRow,
  refunds: refundRepository.RefundRow[],
  found: ProviderPayment | null,
): string[] {
  if (!found) return ['the provider does not know it']
  const { id, amount, currency } = payment
  const refundedOf = (...statuses: string[]) =>
    refunds
      .filter((refund) => statuses.includes(refund.status))
      .reduce((sum, refund) => sum + refund.amount, 0)
  const refunded = { done: refundedOf('succeeded'), begun: refundedOf('succeeded', 'pending') }
  const differences: string[] = []
  if (found.paymentId !== id) differences.push(`at the provider it belongs to payment ${found.paymentId}`)
  differences.push(...differenceOfStatus(payment, found))
  if (found.amount !== amount || found.currency !== currency) {
    const [here, there] = formatBoth({ amount, currency }, found)
    differences.push(`${here} here, ${there} at the provider`)
  }
  // Stripe reports a dispute by a webhook only, which may be lost.
  if (found.isDisputed && payment.disputedAt === null) differences.push('disputed at the provider, not here')
  if (found.refundedAmount < refunded.done || found.refundedAmount > refunded.begun) {
    const [here, there] = formatBoth(
      { amount: refunded.done, currency },
      { amount: found.refundedAmount, currency: found.currency },
    )
    differences.push(`${here} refunded here, ${there} at the provider`)
  }
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
