import { hourMs, minuteMs, toMs } from '../../shared/time-range.ts'
import type { PaymentDeps } from './payment.check.ts'
import type { ListedRefund, PaymentProvider, ProviderRefund } from './payment.provider.ts'
import * as refundRepository from './payment.refund.repository.ts'
import type * as repository from './payment.repository.ts'

// At this age of a refund no request for it is running any more, and the provider has forgotten its idempotency key.
export const decidableMs = 26 * hourMs
// The clocks of the provider and of this service may differ.
const maxClockDifferenceMs = 5 * minuteMs
/** The clock of this service may have been fast by this when a refund was requested, and have been set back since. */
export const maxClockSetBackMs = 2.5 * hourMs

/**
 * The result of a refund whose request had no response: the refund that the provider has made, or `not_made` where it has made none. The
 * provider is asked for a list of all refunds of the payment:
 * 1. A listed refund with our id is the result.
 * 2. Otherwise our refunds without an id of the provider are matched with listed refunds, the oldest first. The listed refund must have no
 *    id of ours, have the same amount, and have been made later than ours was requested. So a refund that staff made later in the
 *    provider's own account may be taken for ours: the sums are the same.
 *
 * Null where the list does not tell the result:
 * - the refund, or a younger one of the same amount without a result, was requested less than 26 hours ago;
 * - the settings name an account at the provider that does not know the payment;
 * - the list is not complete, or our refunds of the payment change meanwhile;
 * - a listed refund of the same amount without our id seems to have been made up to two and a half hours before ours, or another of ours of
 *   this amount, was requested: it is ours if the clock of this service was set back since, or else staff made it.
 */
export async function findRefundResult(
  { db, clock }: Pick<PaymentDeps, 'db' | 'clock'>,
  provider: PaymentProvider,
  { id, providerId, captureId, currency }: repository.PaymentRow,
  refund: refundRepository.RefundRow,
): Promise<ProviderRefund | 'not_made' | null> {
  const isDecidable = ({ createdAt }: refundRepository.RefundRow) =>
    clock.now() - toMs(createdAt) > decidableMs
  if (!isDecidable(refund) || providerId === null || captureId === null) return null
  const rows = await refundRepository.findRefundsOf(db, id)
  const payment = await provider.find(providerId)
  if (payment?.status !== 'succeeded') return null
  const listed = (await provider.listRefunds(captureId)).filter(({ status }) => status !== 'failed')
  const hasChanged = JSON.stringify(await refundRepository.findRefundsOf(db, id)) !== JSON.stringify(rows)
  const listedAmount = listed.reduce((sum, { amount }) => sum + amount, 0)
  if (hasChanged || payment.refundedAmount > listedAmount) return null

  const known = new Set(rows.map((row) => row.providerId))
  const candidates = listed
    .filter(({ providerId }) => !known.has(providerId))
    .filter((found) => found.amount === refund.amount && found.currency === currency)
    .sort((a, b) => a.createdAt - b.createdAt)
  const own = candidates.find(({ refundId }) => refundId === refund.id)
  if (own) return own
  const indexFor = ({ createdAt }: refundRepository.RefundRow) =>
    candidates.findIndex(
      (found) => found.refundId === null && found.createdAt >= toMs(createdAt) - maxClockDifferenceMs,
    )
  // Another refund of ours may have been matched with the listed one of this refund, because its own seems to be older than it.
  const seemsOlder = (row: refundRepository.RefundRow, { createdAt }: ListedRefund) =>
    row.status !== 'failed' &&
    row.amount === refund.amount &&
    createdAt < toMs(row.createdAt) - maxClockDifferenceMs &&
    createdAt >= toMs(row.createdAt) - maxClockSetBackMs
  const isUndecided = () =>
    candidates.some(
      (found) =>
        found.refundId === null &&
        (found.createdAt >= toMs(refund.createdAt) - maxClockSetBackMs ||
          rows.some((row) => seemsOlder(row, found))),
    )
  if (!isUndecided()) return 'not_made'
  // Earlier versions marked a refund that they assumed to be made as succeeded, without the provider's id.
  const withoutId = rows
    .filter(({ providerId, status }) => providerId === null && status !== 'failed')
    .filter((row) => row.amount === refund.amount && !candidates.some(({ refundId }) => refundId === row.id))
  if (withoutId.some((row) => row.status === 'pending' && !isDecidable(row))) return null
  for (const row of withoutId) {
    const index = indexFor(row)
    const found = index === -1 ? undefined : candidates.splice(index, 1)[0]
    if (row.id !== refund.id) continue
    return found ?? (isUndecided() ? null : 'not_made')
  }
  return null
}
