import { storeResponse, withIdempotency } from '../../db/idempotency.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { lockManagedUser } from '../users/user.rights.ts'
import { lockWalletOwner } from '../users/user.service.ts'
import { transferWithoutBooking } from '../wallet/wallet.service.ts'
import { firstCheckMs, isResultUnknown, noUsableResponse, type PaymentDeps } from './payment.check.ts'
import { aboveRefundable } from './payment.limits.ts'
import { decideFiscalReceipt } from './payment.order.ts'
import { formerProvider, paymentsUnavailable } from './payment.problems.ts'
import * as refundRepository from './payment.refund.repository.ts'
import { checkClaimedRefund } from './payment.refund-check.ts'
import * as repository from './payment.repository.ts'
import type { NewRefund, Refund } from './payment.schema.ts'

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
    const refundable = isCredited ? payment.amount - (await refundRepository.sumRefunds(trx, id)) : 0
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
    await refundRepository.insertRefund(trx, {
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
  await checkClaimedRefund(deps, started.id, { isReported: false }).catch((error: unknown) => {
    if (!isResultUnknown(error)) throw error
    deps.log.warn({ err: error, refund: started.id }, `${noUsableResponse}; a job will continue the refund`)
  })
  const row = await refundRepository.findRefund(db, started.id)
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
