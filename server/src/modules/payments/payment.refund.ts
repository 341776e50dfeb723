import { storeResponse, withIdempotency } from '../../db/idempotency.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { notFound } from '../../shared/problems.ts'
import { hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { lockManagedUser } from '../users/user.rights.ts'
import { isDeleted, lockWalletOwner } from '../users/user.service.ts'
import { transferWithoutBooking } from '../wallet/wallet.service.ts'
import {
  claimCheck,
  firstCheckMs,
  isResultUnknown,
  mailAdmins,
  noUsableResponse,
  type PaymentDeps,
  recordPaymentAuditEvent,
} from './payment.check.ts'
import { aboveRefundable } from './payment.limits.ts'
import { decideFiscalReceipt, refundOrderOf } from './payment.order.ts'
import { formerProvider, paymentsUnavailable } from './payment.problems.ts'
import {
  type PaymentProvider,
  type ProviderRefund,
  ProviderRefusal,
  ProviderResultUnknown,
} from './payment.provider.ts'
import { findRefundResult } from './payment.refund-result.ts'
import * as repository from './payment.repository.ts'
import type { NewRefund, Refund } from './payment.schema.ts'

// Providers forget an idempotency key after a day: a request repeated after that would refund a second time. So a refund is not requested
// at a greater age than this, which leaves two and a half hours for a clock that was set back. Shortly before, at the age `lastRequestMs`
// (payment.repository.ts), a job requests it once more.
const maxRequestAgeMs = 21.5 * hourMs

/**
 * Sends money of a payment back to the card. The money leaves the wallet at once, as a payout, and comes back to it if the provider refuses
 * the refund. While the provider cannot be reached, the refund is pending, and a job continues it. Locks the user, the payment, the wallet.
 * Raises `not_found`, `forbidden`, `payments_unavailable`, `refund_too_large`, `insufficient_funds`.
 */
export async function refundPayment(
  deps: PaymentDeps,
  call: Call,
  id: string,
  { amount, reason = null }: NewRefund,
): Promise<Refund> {
  const { db, clock, paymentProvider: provider } = deps
  const { actor, idempotencyKey: key } = call
  const started = await withIdempotency(deps, key, async (trx): Promise<StartedRefund> => {
    const existing = await repository.findPayment(trx, id)
    if (!existing) throw notFound()
    const userId = await lockWalletOwner(trx, existing.userId)
    await lockManagedUser(trx, actor, userId)
    const payment = await repository.lockPayment(trx, id)
    if (!payment) throw notFound()
    const { currency } = payment
    if (!provider || provider.name !== payment.provider) throw paymentsUnavailable(formerProvider)
    const isCredited = payment.status === 'succeeded'
    const refundable = isCredited ? payment.amount - (await repository.sumRefunds(trx, id)) : 0
    if (amount > refundable) throw aboveRefundable(refundable, currency, isCredited)
    const now = clock.now()
    const at = toInstant(now)
    const receipt = await decideFiscalReceipt(trx, provider, { userId, knownContact: payment.receiptContact })
    const { receiptContact } = receipt
    // Where the payment was made before receipts were turned on, its row has no contact. The contact is stored there, because an instance
    // of an earlier version reads the contact of a refund from the payment.
    if (payment.receiptContact === null && receiptContact !== null)
      await repository.updatePayment(trx, id, { receiptContact })
    const refund = { id: newId(), amount, status: 'pending' as const, reason, createdAt: at }
    const stamps = { askedAt: at, dueAt: toInstant(now + firstCheckMs) }
    await repository.insertRefund(trx, {
      ...refund,
      paymentId: id,
      actorId: actor.id,
      hasReceipt: receiptContact !== null,
      ...receipt,
      ...stamps,
    })
    const details = { paymentId: id, memo: null, actorId: actor.id, now }
    await transferWithoutBooking(trx, {
      userId,
      currency,
      amount: -amount,
      kind: 'payout',
      channel: provider.name,
      ...details,
    })
    const after = { ...payment, refundId: refund.id, refundedAmount: amount }
    const auditEvent = { actorId: actor.id, action: 'refund', entity: 'payment', entityId: id } as const
    await record(trx, { ...auditEvent, before: null, after }, now)
    return { ...refund, status: null }
  })
  if (isResponse(started)) return started
  await checkClaimedRefund(deps, started.id).catch((error: unknown) => {
    if (!isResultUnknown(error)) throw error
    deps.log.warn({ err: error, refund: started.id }, `${noUsableResponse}; a job will continue the refund`)
  })
  const row = await repository.findRefund(db, started.id)
  const refund = { ...started, status: row?.status ?? 'pending' }
  // Another request with this key may have stored its response while the refund was still pending.
  const earlier = { ...started, status: 'pending' }
  if (key) await storeResponse(db, key, { stored: started, earlier, response: refund })
  return refund
}

/**
 * A refund as its idempotency key stores it. Before the provider was asked, its status is null, which means that there is no response yet:
 * a repetition then continues the refund, so that its response is not older than the response to the first request.
 */
type StartedRefund = Omit<Refund, 'status'> & { status: Refund['status'] | null }

const isResponse = (stored: StartedRefund): stored is Refund => stored.status !== null

const isSameRefund = ({ id, providerId }: repository.RefundRow, found: ProviderRefund): boolean =>
  (found.refundId ?? id) === id && (providerId ?? found.providerId) === found.providerId

/** Applies the provider's state of a refund. Locks the account of the wallet's owner, the payment, the wallet. */
async function applyRefundState(
  deps: PaymentDeps,
  id: string,
  found: ProviderRefund | 'not_made',
): Promise<void> {
  const now = deps.clock.now()
  await inTransaction(deps, async (trx) => {
    const unlocked = await repository.findRefund(trx, id)
    const unlockedPayment = unlocked && (await repository.findPayment(trx, unlocked.paymentId))
    if (!unlockedPayment) return
    // The account is locked before the payment, as the deletion of a person does, which writes the person's payments.
    const userId = await lockWalletOwner(trx, unlockedPayment.userId)
    const payment = await repository.lockPayment(trx, unlockedPayment.id)
    const refund = await repository.findRefund(trx, id)
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
      await repository.updateRefund(trx, id, { providerId: found.providerId })
      if (found.amount !== amount || found.currency !== currency) {
        deps.log.error({ refund: id }, 'the provider refunds a different amount than requested')
        return
      }
      if (found.status === 'pending') return
    }
    const status = found === 'not_made' ? 'failed' : found.status
    await repository.updateRefund(trx, id, { status, finishedAt: toInstant(now) })
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
  const refund = await repository.findRefund(db, id)
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
