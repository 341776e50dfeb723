import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Money } from '../../shared/money.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
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
import { decidableMs, findRefundResult, maxClockSetBackMs } from './payment.refund-result.ts'
import * as repository from './payment.repository.ts'

// Providers forget an idempotency key after a day: a request repeated after that would refund a second time. So a refund is not requested
// at a greater age than this: a clock that was set back by up to two and a half hours since cannot request it after a day. Shortly before, at the age `lastRequestMs` (payment.refund.repository.ts), a
// job requests it once more.
const maxRequestAgeMs = dayMs - maxClockSetBackMs

const isSameRefund = ({ id, providerId }: refundRepository.RefundRow, found: ProviderRefund): boolean =>
  (found.refundId ?? id) === id && (providerId ?? found.providerId) === found.providerId

type LockedRefund = { userId: string; payment: repository.PaymentRow; refund: refundRepository.RefundRow }

/** Runs `work` with a refund, or with null where there is none. Locks the account of the wallet's owner, then the payment. */
const withLockedRefund = <T>(
  deps: Pick<Deps, 'db'>,
  id: string,
  work: (trx: Tx, locked: LockedRefund | null) => Promise<T>,
): Promise<T> =>
  inTransaction(deps, async (trx) => {
    const refundBeforeLock = await refundRepository.findRefund(trx, id)
    const paymentBeforeLock =
      refundBeforeLock && (await repository.findPayment(trx, refundBeforeLock.paymentId))
    if (!paymentBeforeLock) return work(trx, null)
    // The account is locked before the payment, as the deletion of a person does, which writes the person's payments.
    const userId = await lockWalletOwner(trx, paymentBeforeLock.userId)
    const payment = await repository.lockPayment(trx, paymentBeforeLock.id)
    const refund = await refundRepository.findRefund(trx, id)
    return work(trx, payment && refund ? { userId, payment, refund } : null)
  })

/** Ends a refund that was not made: its money comes back to the wallet. Locks the wallet. */
async function failRefund(trx: Tx, { userId, payment, refund }: LockedRefund, now: number): Promise<void> {
  await refundRepository.updateRefund(trx, refund.id, { status: 'failed', finishedAt: toInstant(now) })
  // A payout with a positive amount, which reports subtract from the payouts.
  await transferWithoutBooking(trx, {
    userId,
    currency: payment.currency,
    amount: refund.amount,
    kind: 'payout',
    channel: payment.provider,
    paymentId: payment.id,
    memo: null,
    actorId: null,
    now,
  })
}

/**
 * Applies the provider's state of a refund. Where it has failed, and staff may have been told that it was pending (`isReported`) or made, the administrators
 * get a mail. Locks the account of the wallet's owner, the payment, the wallet.
 */
async function applyRefundState(
  deps: PaymentDeps,
  id: string,
  found: ProviderRefund | 'not_made',
  isReported: boolean,
): Promise<void> {
  const now = deps.clock.now()
  await withLockedRefund(deps, id, async (trx, locked) => {
    if (!locked) return
    const { userId, payment, refund } = locked
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
    const { currency } = payment
    if (found !== 'not_made') {
      await refundRepository.updateRefund(trx, id, { providerId: found.providerId })
      if (found.amount !== amount || found.currency !== currency) {
        deps.log.error({ refund: id }, 'the provider refunds a different amount than requested')
        return
      }
      if (found.status === 'pending') return
      if (found.status === 'succeeded') {
        await refundRepository.updateRefund(trx, id, { status: 'succeeded', finishedAt: toInstant(now) })
        return
      }
    }
    await failRefund(trx, locked, now)
    if (!isReported && !hasFailedLate) return
    // A person can be deleted after a refund has succeeded. Nobody can use the balance of a deleted account, so the money is booked out.
    const isOwnerDeleted = await isDeleted(trx, userId)
    if (isOwnerDeleted)
      await transferWithoutBooking(trx, {
        userId,
        currency,
        amount: -amount,
        kind: 'adjustment',
        channel: null,
        paymentId: null,
        memo: null,
        actorId: null,
        now,
      })
    await mailAdmins(trx, payment, 'refund_failed', now, { refundId: id, isOwnerDeleted })
    await recordRefundEvent(trx, locked, 'refund_failed', now)
  })
}

const recordRefundEvent = (
  trx: Tx,
  { payment, refund }: LockedRefund,
  action: 'refund_made' | 'refund_failed',
  now: number,
) =>
  recordPaymentAuditEvent(trx, payment, action, { refundId: refund.id, refundedAmount: refund.amount }, now)

/** Why a refund cannot be finished by the operator: there is none with this id, it has ended, or it is too recent. */
export type UnfinishableRefund = { reason: 'unknown' | 'ended' | 'recent' }

/**
 * Finishes a refund whose result the service cannot learn any more, because the settings name another provider or another account there, or
 * because the provider's list does not tell it (`findRefundResult`): the operator has looked it up. Where it was not made, its money comes back to the wallet. Only a pending refund can be finished that was
 * requested more than 26 hours ago, because a request for it may be running until then. Locks the account of the wallet's owner, the
 * payment, the wallet.
 */
export const finishRefund = (
  deps: Pick<Deps, 'db' | 'clock'>,
  id: string,
  wasMade: boolean,
): Promise<{ amount: Money; currency: string } | UnfinishableRefund> =>
  withLockedRefund(deps, id, async (trx, locked) => {
    if (!locked) return { reason: 'unknown' }
    const { payment, refund } = locked
    const now = deps.clock.now()
    if (refund.status !== 'pending') return { reason: 'ended' }
    if (now - toMs(refund.createdAt) <= decidableMs) return { reason: 'recent' }
    if (wasMade)
      await refundRepository.updateRefund(trx, id, { status: 'succeeded', finishedAt: toInstant(now) })
    else await failRefund(trx, locked, now)
    await recordRefundEvent(trx, locked, wasMade ? 'refund_made' : 'refund_failed', now)
    return { amount: refund.amount, currency: payment.currency }
  })

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
  if (found) await applyRefundState(deps, id, found, true)
  return true
}

/**
 * Asks the provider about a refund, or requests the refund where it is unknown whether the provider has made it. The caller has claimed the
 * check: a job by `claimDueRefunds`, `refundPayment` by inserting the row with the present `askedAt`. Only a repetition of `refundPayment`
 * with its idempotency key asks without a claim. `isReported` is false in the request that makes the refund, whose response tells the result.
 * Raises `ProviderResultUnknown`.
 */
export async function checkClaimedRefund(
  deps: PaymentDeps,
  id: string,
  { isReported = true } = {},
): Promise<void> {
  const { db, clock, log, paymentProvider: provider } = deps
  const refund = await refundRepository.findRefund(db, id)
  const payment = refund && (await repository.findPayment(db, refund.paymentId))
  if (!provider || !payment || refund.status === 'failed' || payment.provider !== provider.name) return
  if (refund.providerId !== null) {
    const found = await provider.findRefund(refund.providerId)
    if (found) await applyRefundState(deps, id, found, isReported)
    return
  }
  const age = clock.now() - toMs(refund.createdAt)
  if (age > maxRequestAgeMs) {
    const result = await findRefundResult(deps, provider, payment, refund)
    if (result) return applyRefundState(deps, id, result, isReported)
    if (age > decidableMs)
      log.error(
        { refund: id },
        'it is unknown whether this refund was made: look it up at the provider, then run finish-refund',
      )
    else
      log.warn(
        { refund: id },
        "it is not known yet whether this refund was made: after 26 hours the provider's list of refunds decides",
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
  await applyRefundState(deps, id, found, isReported)
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
