import { inTransaction } from '../../db/transaction.ts'
import { hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import { isDeleted, lockWalletOwner } from '../users/user.service.ts'
import { transferWithoutBooking } from '../wallet/wallet.service.ts'
import { claimCheck, mailAdmins, type PaymentDeps, recordPaymentAuditEvent } from './payment.check.ts'
import { refundOrderOf } from './payment.order.ts'
import {
  type PaymentProvider,
  type ProviderRefund,
  ProviderRefusal,
  ProviderResultUnknown,
} from './payment.provider.ts'
import * as refundRepository from './payment.refund.repository.ts'
import { findRefundResult } from './payment.refund-result.ts'
import * as repository from './payment.repository.ts'

// Providers forget an idempotency key after a day: a request repeated after that would refund a second time. So a refund is not requested
// at a greater age than this, which leaves two and a half hours for a clock that was set back. Shortly before, at the age `lastRequestMs`
// (payment.refund.repository.ts), a job requests it once more.
const maxRequestAgeMs = 21.5 * hourMs

const isSameRefund = ({ id, providerId }: refundRepository.RefundRow, found: ProviderRefund): boolean =>
  (found.refundId ?? id) === id && (providerId ?? found.providerId) === found.providerId

/** Applies the provider's state of a refund. Locks the account of the wallet's owner, the payment, the wallet. */
async function applyRefundState(
  deps: PaymentDeps,
  id: string,
  found: ProviderRefund | 'not_made',
): Promise<void> {
  const now = deps.clock.now()
  await inTransaction(deps, async (trx) => {
    const unlocked = await refundRepository.findRefund(trx, id)
    const unlockedPayment = unlocked && (await repository.findPayment(trx, unlocked.paymentId))
    if (!unlockedPayment) return
    // The account is locked before the payment, as the deletion of a person does, which writes the person's payments.
    const userId = await lockWalletOwner(trx, unlockedPayment.userId)
    const payment = await repository.lockPayment(trx, unlockedPayment.id)
    const refund = await refundRepository.findRefund(trx, id)
    if (!payment || !refund) return
    if (found !== 'not_made' && !isSameRefund(refund, found)) {
      deps.log.error(
        { refund: id, providerId: found.providerId },
        'the provider reports the state of another refund',
      )
      return
    }
    // A refund may fail after it was reported as `succeeded`: the bank of the card has sent the money back.
    const hasFailedLate = refund.status === 'succeeded' && found !== 'not_made' && found.status === 'failed'
    if (refund.status !== 'pending' && !hasFailedLate) return
    const { amount } = refund
    const { currency, provider } = payment
    if (found !== 'not_made') {
      await refundRepository.updateRefund(trx, id, { providerId: found.providerId })
      if (found.amount !== amount || found.currency !== currency) {
        deps.log.error({ refund: id }, 'the provider refunds a different amount than requested')
        return
      }
      if (found.status === 'pending') return
    }
    const status = found === 'not_made' ? 'failed' : found.status
    await refundRepository.updateRefund(trx, id, { status, finishedAt: toInstant(now) })
    if (status !== 'failed') return
    const details = { paymentId: payment.id, memo: null, actorId: null, now }
    // The money comes back to the wallet: a payout with a positive amount, which reports subtract from the payouts.
    await transferWithoutBooking(trx, {
      userId,
      currency,
      amount,
      kind: 'payout',
      channel: provider,
      ...details,
    })
    if (!hasFailedLate) return
    // A person can be deleted after a refund has succeeded. Nobody can use the balance of a deleted account, so the money is booked out.
    const isOwnerDeleted = await isDeleted(trx, userId)
    if (isOwnerDeleted)
      await transferWithoutBooking(trx, {
        userId,
        currency,
        amount: -amount,
        kind: 'adjustment',
        channel: null,
        ...details,
        paymentId: null,
      })
    await mailAdmins(trx, payment, 'refund_failed', now, { refundId: id, isOwnerDeleted })
    await recordPaymentAuditEvent(
      trx,
      payment,
      'refund_failed',
      { refundId: id, refundedAmount: amount },
      now,
    )
  })
}

/**
 * Asks about a refund under the provider's id that a webhook names, because the request for the refund may have had no response. False
 * where the provider was asked less than two seconds ago. Raises `ProviderResultUnknown`.
 */
export async function checkRefundUnderProviderId(
  deps: PaymentDeps,
  provider: PaymentProvider,
  id: string,
  providerId: string,
): Promise<boolean> {
  if (!(await claimCheck(deps, 'paymentRefunds', id))) return false
  const found = await provider.findRefund(providerId)
  if (found) await applyRefundState(deps, id, found)
  return true
}

/**
 * Asks the provider about a refund, or requests the refund where it is unknown whether the provider has made it. The caller has claimed the
 * check: a job by `claimDueRefunds`, `refundPayment` by inserting the row with the present `askedAt`. Only a repetition of `refundPayment`
 * with its idempotency key asks without a claim. Raises `ProviderResultUnknown`.
 */
export async function checkClaimedRefund(deps: PaymentDeps, id: string): Promise<void> {
  const { db, clock, log, paymentProvider: provider } = deps
  const refund = await refundRepository.findRefund(db, id)
  const payment = refund && (await repository.findPayment(db, refund.paymentId))
  if (!provider || !payment || refund.status === 'failed' || payment.provider !== provider.name) return
  if (refund.providerId !== null) {
    const found = await provider.findRefund(refund.providerId)
    if (found) await applyRefundState(deps, id, found)
    return
  }
  if (clock.now() - toMs(refund.createdAt) > maxRequestAgeMs) {
    const result = await findRefundResult(deps, provider, payment, refund)
    if (result) return applyRefundState(deps, id, result)
    log.error(
      { refund: id },
      'it is unknown whether this refund was made: check it at the provider (make reconcile)',
    )
    return
  }
  const { captureId } = payment
  if (captureId === null)
    throw new Error(`payment ${payment.id} has succeeded, but has no id to refund (captureId)`)
  const order = refundOrderOf(provider, refund, { ...payment, captureId })
  const found = await provider.refund(order).catch(async (error: unknown) => {
    if (!(error instanceof ProviderRefusal)) throw error
    await assertKnownAtProvider(provider, payment)
    log.warn({ err: error, refund: id }, 'the provider refuses a refund')
    return 'not_made' as const
  })
  await applyRefundState(deps, id, found)
}

/**
 * Raises `ProviderResultUnknown` where the provider does not know the payment, because the settings now name another account at the
 * provider. A refusal by that account does not say whether the former account has made the refund.
 */
async function assertKnownAtProvider(
  provider: PaymentProvider,
  { id, providerId }: repository.PaymentRow,
): Promise<void> {
  if (providerId === null || !(await provider.find(providerId)))
    throw new ProviderResultUnknown(`the provider refuses a refund of payment ${id}, which it does not know`)
}
