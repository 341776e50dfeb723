import type { Tx } from '../../db/db.ts'
import { noteInvalidated } from '../../db/invalidate.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import type { AuditAction } from '../audit/audit.states.ts'
import type { MailDetails } from '../mails/mail.message.ts'
import { queueMail } from '../mails/mail.service.ts'
import { listAdminIds } from '../users/user.service.ts'
import { transferWithoutBooking } from '../wallet/wallet.service.ts'
import { orderOf } from './payment.order.ts'
import {
  type PaymentProvider,
  type PaymentStatus,
  type ProviderPayment,
  ProviderRefusal,
  ProviderResultUnknown,
} from './payment.provider.ts'
import * as repository from './payment.repository.ts'
import { findCacheTagsOfBooking } from './payment.view.ts'

export type PaymentDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'config' | 'paymentProvider' | 'onPaid'>

/**
 * The minimum time between two requests to the provider about one payment or refund. A POST that is repeated with its idempotency key asks
 * the provider nevertheless.
 */
const minCheckIntervalMs = 2_000
/** A job asks the provider about a payment or refund after this time, unless the provider was asked in the meantime. */
export const firstCheckMs = 20_000

/**
 * Applies the provider's state of a payment: the top-up and the purchase, in one transaction with the payment's row locked. A
 * repeated, late or out-of-order call has no further effect. Locks the payment, then the rows that `onPaid` locks (the account of
 * the wallet's owner among them), then the wallet.
 */
export async function applyPaymentState(
  deps: PaymentDeps,
  id: string,
  state: ProviderPayment,
): Promise<void> {
  const now = deps.clock.now()
  await inTransaction(deps, async (trx) => {
    const payment = await repository.lockPayment(trx, id)
    if (!payment) return
    await invalidateBooking(trx, payment)
    const { providerId } = payment
    if (state.paymentId !== id || (providerId !== null && providerId !== state.providerId)) {
      deps.log.error(
        { payment: id, providerId: state.providerId },
        'the provider reports the state of another payment',
      )
      return
    }
    const status =
      payment.status === 'pending' ? await applyStatus(trx, deps, payment, state, now) : payment.status
    if (state.isDisputed && payment.disputedAt === null) {
      await repository.updatePayment(trx, id, { disputedAt: toInstant(now) })
      await mailAdmins(trx, payment, 'payment_disputed', now)
      await recordPaymentAuditEvent(trx, payment, 'dispute', { status }, now)
    }
  })
}

/** Invalidates the cached lists of bookings that show this payment. Called where a payment begins, gets its checkout or ends. */
export async function invalidateBooking(
  trx: Tx,
  { bookingId }: Pick<repository.PaymentRow, 'bookingId'>,
): Promise<void> {
  if (bookingId !== null) noteInvalidated(trx, await findCacheTagsOfBooking(trx, bookingId))
}

/** Returns the status that the payment then has. */
async function applyStatus(
  trx: Tx,
  deps: PaymentDeps,
  payment: repository.PaymentRow,
  state: ProviderPayment,
  now: number,
): Promise<PaymentStatus> {
  const { id, bookingId, amount, currency } = payment
  const { providerId, captureId } = state
  const checkoutUrl = state.status === 'pending' ? (state.checkoutUrl ?? payment.checkoutUrl) : null
  // The row is written once. When a transaction writes a row a second time, PostgreSQL checks its foreign keys again: this would lock the
  // payer's account before the space.
  const write = (change: repository.PaymentChange) =>
    repository.updatePayment(trx, id, { providerId, captureId, checkoutUrl, ...change })
  if (state.status === 'pending') {
    await write({})
    return state.status
  }
  const finishedAt = toInstant(now)
  const isPaid = state.status === 'succeeded'
  if (isPaid && (state.amount !== amount || state.currency !== currency)) {
    const received = { receivedAmount: state.amount, receivedCurrency: state.currency }
    await write({ status: 'failed', finishedAt, ...received })
    await mailAdmins(trx, payment, 'payment_mismatch', now)
    await recordPaymentAuditEvent(trx, { ...payment, status: 'failed' }, 'mismatch', received, now)
    return 'failed'
  }
  await write({ status: state.status, finishedAt })
  if (!isPaid) return state.status
  const succeeded = { id, userId: payment.userId, bookingId, amount, currency }
  const { walletOwnerId: userId, settle } = await deps.onPaid(trx, succeeded, now)
  const details = { paymentId: id, memo: null, actorId: null, now }
  await transferWithoutBooking(trx, {
    userId,
    currency,
    amount,
    kind: 'top_up',
    channel: payment.provider,
    ...details,
  })
  await settle()
  return state.status
}

/** Queues a mail about a payment to each administrator. */
export async function mailAdmins(
  trx: Tx,
  { id }: repository.PaymentRow,
  kind: 'payment_disputed' | 'payment_mismatch' | 'payment_unreachable' | 'refund_failed',
  now: number,
  details: MailDetails = {},
): Promise<void> {
  for (const userId of await listAdminIds(trx))
    await queueMail(trx, { purpose: 'payment', kind, subjectId: id, userId, details }, now)
}

/** Records an audit event of a payment; its actor is null, because no user caused it. */
export const recordPaymentAuditEvent = (
  trx: Tx,
  payment: repository.PaymentRow,
  action: AuditAction,
  changes: object,
  now: number,
) =>
  record(
    trx,
    {
      actorId: null,
      action,
      entity: 'payment',
      entityId: payment.id,
      before: null,
      after: { ...payment, ...changes },
    },
    now,
  )

/**
 * Claims the check of a payment or refund for the caller, who then asks the provider about it. False where the provider was asked less
 * than two seconds ago: a job then asks soon, if the row is unfinished.
 */
export async function claimCheck(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  table: repository.CheckedTable,
  id: string,
): Promise<boolean> {
  const now = clock.now()
  const check = { now, minIntervalMs: minCheckIntervalMs, dueAt: toInstant(now + firstCheckMs) }
  if (await repository.claimCheck(db, table, id, check)) return true
  await repository.scheduleCheckBy(db, table, id, toInstant(now + minCheckIntervalMs))
  return false
}

/**
 * Asks the provider about an unfinished payment, or creates the payment there where it is unknown whether that was done. Does
 * nothing where the provider was asked less than two seconds ago. Raises `ProviderResultUnknown`.
 */
export async function checkPayment(deps: PaymentDeps, id: string): Promise<void> {
  if (await claimCheck(deps, 'payments', id)) await checkClaimedPayment(deps, id)
}

/** Checks a payment as `checkPayment` does. The caller must have claimed the check (`claimCheck`) before. */
export async function checkClaimedPayment(deps: PaymentDeps, id: string): Promise<void> {
  const provider = deps.paymentProvider
  const payment = await repository.findPayment(deps.db, id)
  if (!provider || payment?.provider !== provider.name) return
  if (payment.providerId === null) return createAtProvider(deps, provider, payment)
  const found = await provider.find(payment.providerId)
  if (found) return applyPaymentState(deps, id, found)
  deps.log.warn({ payment: id }, 'the provider does not know this payment')
  if (deps.clock.now() - toMs(payment.createdAt) > unreachableMs) await endUnreachablePayment(deps, id)
}

/**
 * A pending payment about which the provider cannot be asked any more ends at this age, so that it does not block the deletion of its
 * payer for ever. Its page was closed long before: the pages of the providers live an hour. Before this age an
 * operator may restore the former settings.
 */
export const unreachableMs = 7 * dayMs

/**
 * Ends a pending payment whose state the service can no longer request: the settings name another provider now, or another account at the
 * provider. An administrator looks for its money in the former account, and gets a mail about it. Locks the payment.
 */
export const endUnreachablePayment = (deps: PaymentDeps, id: string): Promise<void> =>
  inTransaction(deps, async (trx) => {
    const payment = await repository.lockPayment(trx, id)
    if (payment?.status !== 'pending') return
    const now = deps.clock.now()
    const ended = { status: 'expired', finishedAt: toInstant(now), checkoutUrl: null } as const
    await repository.updatePayment(trx, id, ended)
    await invalidateBooking(trx, payment)
    await mailAdmins(trx, payment, 'payment_unreachable', now)
    await recordPaymentAuditEvent(trx, payment, 'unreachable', { status: ended.status }, now)
  })

/**
 * Creates a payment with its checkout at the provider, once, however often it is called. A payment that the provider refuses
 * becomes `failed`. Raises `ProviderResultUnknown`.
 */
export async function createAtProvider(
  deps: PaymentDeps,
  provider: PaymentProvider,
  payment: repository.PaymentRow,
): Promise<void> {
  try {
    await applyPaymentState(deps, payment.id, await provider.create(orderOf(deps.config, provider, payment)))
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error
    deps.log.warn({ err: error, payment: payment.id }, 'the provider refuses a payment')
    await inTransaction(deps, async (trx) => {
      const current = await repository.lockPayment(trx, payment.id)
      if (current?.status !== 'pending' || current.providerId !== null) return
      const finishedAt = toInstant(deps.clock.now())
      await repository.updatePayment(trx, payment.id, { status: 'failed', finishedAt })
      await invalidateBooking(trx, current)
    })
  }
}

/** The log text for a call whose result is unknown. */
export const noUsableResponse = 'the payment provider gave no usable response'

/** Whether the error means that the result of a call is unknown. */
export const isResultUnknown = (error: unknown): boolean => error instanceof ProviderResultUnknown
