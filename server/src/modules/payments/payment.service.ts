import type { Db, Tx } from '../../db/db.ts'
import { releaseKey, storeResponse, withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call, IdempotencyKey } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import type { Money } from '../../shared/money.ts'
import { Problem } from '../../shared/problem.ts'
import { limitReached, notFound } from '../../shared/problems.ts'
import { hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import { deleteWaitingMailsAbout, queueMail } from '../mails/mail.service.ts'
import { assertMayManageUser } from '../users/user.rights.ts'
import { lockUserAgainstDeletion } from '../users/user.service.ts'
import {
  checkPayment,
  createAtProvider,
  firstCheckMs,
  invalidateBooking,
  isResultUnknown,
  noUsableResponse,
  type PaymentDeps,
} from './payment.check.ts'
import { aboveLimits, limitsOf, outsideLimits } from './payment.limits.ts'
import { decideFiscalReceipt, describeTopUp, returnUrlOf } from './payment.order.ts'
import {
  bookingPaymentRefused,
  nothingCharged,
  pageExpired,
  paymentsUnavailable,
  providerUnavailable,
  topUpRefused,
} from './payment.problems.ts'
import * as repository from './payment.repository.ts'
import type { MyPaymentQuery, NewPayment, Payment, PaymentQuery } from './payment.schema.ts'
import * as view from './payment.view.ts'

/**
 * Begins a payment into the actor's wallet: first writes its row together with the idempotency key, then creates the checkout at the
 * provider. A repetition with the key continues that payment. Locks the user. Raises `payments_unavailable`, `payment_limits`,
 * `rate_limited`, `provider_unavailable`.
 */
export async function createPayment(deps: PaymentDeps, call: Call, input: NewPayment): Promise<Payment> {
  const { db, config, paymentProvider: provider } = deps
  const { actor, idempotencyKey: key } = call
  const { amount, currency = config.CURRENCY, returnPath = null } = input
  const pendingPayment = await withIdempotency(deps, key, async (trx) => {
    // Only a new payment is refused: after a change of the settings and at the limit, too, a repetition continues the payment of its key.
    const limits = provider && limitsOf(config, provider, currency)
    if (!limits) throw paymentsUnavailable()
    if (amount < limits.min || amount > limits.max) throw outsideLimits(limits)
    await lockUserAgainstDeletion(trx, actor, actor.id)
    const values = { id: newId(), userId: actor.id, bookingId: null, amount, currency, returnPath }
    return insertPayment(trx, deps, { ...values, description: await describeTopUp(trx, actor.id) })
  })
  // Without a checkout, the value stored under the key is not the response yet.
  if (pendingPayment.checkoutUrl !== null) return pendingPayment
  const payment = await createCheckout(deps, pendingPayment.id).catch(
    releaseKeyWithoutCheckout(db, key, pendingPayment),
  )
  if (key) await storeResponse(db, key, { stored: pendingPayment, response: payment })
  return payment
}

/**
 * For the `catch` of `createCheckout`: releases the key of a payment that gets no checkout any more, so that a repetition begins another
 * payment. `stored` is the response that the request has found or stored under the key.
 */
export const releaseKeyWithoutCheckout =
  (db: Db, key: IdempotencyKey | null, stored: unknown) =>
  async (error: unknown): Promise<never> => {
    if (key && error instanceof Problem && error.type === paymentsUnavailable)
      await releaseKey(db, key, stored)
    throw error
  }

/** The payer, the booking, the amount and the description of a new payment. */
type PaymentValues = Pick<
  repository.PaymentRow,
  'id' | 'userId' | 'bookingId' | 'amount' | 'currency' | 'description' | 'returnPath'
>

/** Writes the row of a payment, before the provider is asked for anything. Raises `payments_unavailable`, `rate_limited`. */
async function insertPayment(
  trx: Tx,
  { clock, config, paymentProvider: provider }: Pick<Deps, 'clock' | 'config' | 'paymentProvider'>,
  values: PaymentValues,
): Promise<Payment> {
  if (!provider) throw paymentsUnavailable()
  const now = clock.now()
  if (config.RATE_LIMIT_MAX > 0) await assertFewPayments(trx, values.userId, now)
  const [createdAt, dueAt] = [toInstant(now), toInstant(now + firstCheckMs)]
  const stamps = { createdAt, askedAt: createdAt, dueAt }
  const returnUrl = returnUrlOf(config, values.returnPath)
  const receipt = await decideFiscalReceipt(trx, provider, values)
  const row = { ...values, provider: provider.name, returnUrl, ...receipt, ...stamps }
  await repository.insertPayment(trx, row)
  return getView(trx, values.id)
}

// Each payment is a page at the provider, and the jobs ask about it until it ends.
const maxPaymentsInAnHour = 100

/** Raises `rate_limited` where the user has begun as many payments within the last hour as the limit allows. */
async function assertFewPayments(trx: Tx, userId: string, now: number): Promise<void> {
  const begunAt = await repository.findNthNewest(trx, { userId, now: toInstant(now) }, maxPaymentsInAnHour)
  const retryAfterMs = begunAt ? toMs(begunAt) + hourMs - now : 0
  if (retryAfterMs > 0) throw limitReached(maxPaymentsInAnHour, retryAfterMs)
}

/**
 * Creates the checkout of a payment at the provider, where it does not exist yet, and returns the payment. Must not run in a
 * transaction. Raises `provider_unavailable`, and `payments_unavailable` where the provider refuses the payment, where the settings name
 * another provider now, or where the payment has expired.
 */
export async function createCheckout(deps: PaymentDeps, id: string): Promise<Payment> {
  const { db, log, paymentProvider: provider } = deps
  const row = await repository.findPayment(db, id)
  if (row?.status === 'pending' && row.checkoutUrl === null) {
    // `PAYMENTS` was changed meanwhile: nobody can create this checkout any more.
    if (provider?.name !== row.provider) throw paymentsUnavailable()
    await createAtProvider(deps, provider, row).catch((error: unknown) => {
      if (!isResultUnknown(error)) throw error
      log.warn({ err: error, payment: id }, noUsableResponse)
      throw providerUnavailable(nothingCharged)
    })
  }
  const payment = await getView(db, id)
  if (payment.status === 'failed')
    throw paymentsUnavailable(payment.bookingId === null ? topUpRefused : bookingPaymentRefused)
  if (payment.status === 'expired') throw paymentsUnavailable(pageExpired)
  // The provider has responded with the state of another payment, or without the address of its page.
  if (payment.status === 'pending' && payment.checkoutUrl === null) throw providerUnavailable(nothingCharged)
  return payment
}

/**
 * Queues the mail that the money of a payment stays in the payer's wallet, because its booking was cancelled or can no longer be made. This
 * mail contains the receipt, so the waiting mail with the receipt alone is deleted. Runs in the transaction of the top-up.
 */
export async function queuePaymentToBalanceMail(
  trx: Tx,
  { id, userId }: { id: string; userId: string },
  now: number,
): Promise<void> {
  const mail = { purpose: 'payment', kind: 'payment_kept', subjectId: id, userId } as const
  await deleteWaitingMailsAbout(trx, id, 'receipt')
  await queueMail(trx, mail, now)
}

/** The amount that a wallet lacks for a booking of its owner. `description` is what the page of the provider shows. */
export type MissingAmount = {
  userId: string
  bookingId: string
  missing: Money
  currency: string
  description: string
}

/**
 * Begins the payment of the amount that is missing for a booking, but at least the minimum amount of a payment. If the newest pending
 * payment of the booking, which responses show, has this amount already, it is returned instead. The caller must hold the lock of the user
 * (`lockUserAgainstDeletion`), and calls `createCheckout` after the commit. Raises `payments_unavailable`, `rate_limited`.
 */
export async function beginPaymentOfBooking(
  trx: Tx,
  deps: Pick<Deps, 'clock' | 'config' | 'paymentProvider'>,
  { missing, ...payment }: MissingAmount,
): Promise<Payment> {
  const { config, paymentProvider: provider } = deps
  const { bookingId, currency } = payment
  const limits = provider && limitsOf(config, provider, currency)
  if (!limits) throw paymentsUnavailable()
  if (missing > limits.max) throw aboveLimits(limits)
  const amount = Math.max(missing, limits.min)
  const newest = await repository.findNewestPendingOfBooking(trx, bookingId)
  if (newest?.amount === amount && newest.provider === provider.name) return getView(trx, newest.id)
  // The page of the web app that shows the state of the booking.
  const returnPath = `/bookings?paid=${bookingId}`
  await invalidateBooking(trx, { bookingId })
  return insertPayment(trx, deps, { id: newId(), ...payment, amount, returnPath })
}

/** The newest pending payment of a booking; null where there is none. */
export async function findPendingPaymentOfBooking(db: Db, bookingId: string): Promise<Payment | null> {
  const newest = await repository.findNewestPendingOfBooking(db, bookingId)
  return newest ? getView(db, newest.id) : null
}

/** Locks and returns the pending payments of a booking, newest first. */
export const lockPendingPaymentsOfBooking = repository.lockPendingOfBooking

/**
 * Asks the provider about the pending payments of a booking, except those of which the provider has not confirmed the creation. Logs where
 * the provider gives no usable response.
 */
export async function checkPaymentsOfBooking(deps: PaymentDeps, bookingId: string): Promise<void> {
  for (const { id, providerId } of await repository.findPendingOfBooking(deps.db, bookingId))
    if (providerId !== null) await checkOrLog(deps, id)
}

async function checkOrLog(deps: PaymentDeps, id: string): Promise<void> {
  await checkPayment(deps, id).catch((error: unknown) => {
    if (!isResultUnknown(error)) throw error
    deps.log.warn({ err: error, payment: id }, noUsableResponse)
  })
}

/** A payment as the viewer sees it; null stands for the payer. */
async function getView(db: Db, id: string, viewer: Actor | null = null): Promise<Payment> {
  const payment = await view.findPayment(db, viewer, id)
  if (!payment) throw notFound()
  return payment
}

/**
 * Raises `not_found` unless the actor is the payer, a manager who may see the payer, or an administrator, who sees also the payments of
 * deleted users.
 */
export async function getVisiblePayment(db: Db, actor: Actor | null, id: string): Promise<Payment> {
  const payment = await getView(db, id, actor)
  if (!actor || (payment.userId !== actor.id && actor.role === 'member')) throw notFound()
  if (payment.userId !== actor.id && actor.role === 'manager')
    await assertMayManageUser(db, actor, payment.userId)
  return payment
}

/** Asks the provider about a pending payment before it is returned, so that nothing depends on a webhook. Raises `not_found`. */
export async function getPayment(deps: PaymentDeps, { actor }: Call, id: string): Promise<Payment> {
  const payment = await getVisiblePayment(deps.db, actor, id)
  if (payment.status !== 'pending' || deps.paymentProvider?.name !== payment.provider) return payment
  await checkOrLog(deps, id)
  return getView(deps.db, id, actor)
}

export const listMyPayments = (db: Db, actor: Actor, query: MyPaymentQuery): Promise<Page<Payment>> =>
  view.listPayments(db, null, { ...query, userId: [actor.id] })

/** A manager sees the payments of members, and none where the manager runs no location. */
export const listPayments = async (db: Db, actor: Actor, query: PaymentQuery): Promise<Page<Payment>> => {
  if (actor.role === 'admin' || actor.locationIds.length > 0) return view.listPayments(db, actor, query)
  return { items: [], nextCursor: null, ...(query.withTotal && { total: 0 }) }
}

/** Ids of a person's unfinished payments, and of payments with an unfinished refund. */
export const findUnfinishedPaymentIds = (db: Db, userId: string) => repository.findUnfinishedIds(db, userId)

/** Clears the personal texts in a person's payments and refunds; returns the ids of those payments. */
export const clearPaymentTexts = (trx: Tx, userId: string) => repository.clearTexts(trx, userId)
