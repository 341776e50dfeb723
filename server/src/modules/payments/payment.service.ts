import type { Db, Tx } from '../../db/db.ts'
import { releaseKey, storeAnswer, withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { formatMoney, type Money } from '../../shared/money.ts'
import { notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertServes, lockUser } from '../users/user.service.ts'
import { askAbout, firstAskMs, isAway, open, type PaymentDeps } from './payment.confirm.ts'
import { paymentLimits, paymentsUnavailable, providerUnavailable } from './payment.problems.ts'
import { type PaymentProvider, ProviderRefusal } from './payment.provider.ts'
import * as repository from './payment.repository.ts'
import type { MyPaymentQuery, NewPayment, Payment, PaymentQuery, Settings } from './payment.schema.ts'
import * as view from './payment.view.ts'

type Limits = { currency: string; min: Money; max: Money }

/** The payment settings of this installation that a client needs. */
export async function getSettings({
  db,
  config,
  paymentProvider: provider,
}: Pick<Deps, 'db' | 'config' | 'paymentProvider'>): Promise<Settings> {
  const { CURRENCY: currency, PAYMENT_HOLD_MINUTES: holdMinutes } = config
  if (!provider) return { currency, payments: null }
  const used = new Set([currency, ...(await view.findCurrencies(db))])
  const limits = [...used].sort().flatMap((one) => limitsOf(config, provider, one) ?? [])
  return { currency, payments: { provider: provider.name, limits, holdMinutes } }
}

/** Null where the provider does not accept the currency, or where its least amount is above our maximum. */
function limitsOf(
  { PAYMENT_MIN, PAYMENT_MAX }: Deps['config'],
  provider: PaymentProvider,
  currency: string,
): Limits | null {
  const min = Math.max(PAYMENT_MIN, provider.leastOf(currency))
  return provider.takes(currency) && min <= PAYMENT_MAX ? { currency, min, max: PAYMENT_MAX } : null
}

/**
 * Begins a payment into the caller's wallet: first the row with its key, then the provider's page. A repetition continues that
 * payment. Locks the user. Raises `payments_unavailable`, `payment_limits`, `provider_unavailable`.
 */
export async function createPayment(deps: PaymentDeps, call: Call, input: NewPayment): Promise<Payment> {
  const { db, config, paymentProvider: provider } = deps
  const { actor, idempotencyKey: key } = call
  const { amount, currency = config.CURRENCY, returnPath = null } = input
  if (!provider) throw paymentsUnavailable()
  const limits = limitsOf(config, provider, currency)
  if (!limits) throw paymentsUnavailable()
  if (amount < limits.min || amount > limits.max) throw outside(limits)
  const begun = await withIdempotency(deps, key, async (trx) => {
    await lockUser(trx, actor.id)
    const now = deps.clock.now()
    const id = newId()
    const [createdAt, dueAt] = [toInstant(now), toInstant(now + firstAskMs)]
    const stamps = { createdAt, askedAt: createdAt, dueAt }
    await repository.insertPayment(trx, {
      id,
      userId: actor.id,
      amount,
      currency,
      provider: provider.name,
      returnPath,
      ...stamps,
    })
    return getView(trx, id)
  })
  // Before the provider has responded, the value stored under the key is not the response yet.
  if (begun.checkoutUrl !== null) return begun
  if (key) key.replayed = false
  const payment = await opened(deps, provider, begun.id)
  if (payment.status === 'failed') {
    if (key) await releaseKey(db, key)
    throw paymentsUnavailable(refused)
  }
  if (key) await storeAnswer(db, key, payment)
  return payment
}

async function opened(deps: PaymentDeps, provider: PaymentProvider, id: string): Promise<Payment> {
  const row = await repository.findPayment(deps.db, id)
  if (row?.status === 'pending' && row.checkoutUrl === null)
    await open(deps, provider, row).catch((error: unknown) => {
      if (!isAway(error)) throw error
      deps.log.warn({ err: error, payment: id }, 'the payment provider is away')
      throw providerUnavailable()
    })
  return getView(deps.db, id)
}

const refused = {
  en: 'The payment provider refuses this payment. Try another amount, or pay at the desk',
  ru: 'Платёжная система отклонила этот платёж. Попробуйте другую сумму или оплатите на стойке',
}

function outside({ currency, min, max }: Limits) {
  const text = (locale: 'en' | 'ru') => [min, max].map((amount) => formatMoney(amount, currency, locale))
  const [[minEn, maxEn], [minRu, maxRu]] = [text('en'), text('ru')]
  const detail = {
    en: `A payment is ${minEn} at least and ${maxEn} at most`,
    ru: `Один платёж — не меньше ${minRu} и не больше ${maxRu}`,
  }
  return paymentLimits(detail, { min, max, currency })
}

async function getView(db: Db, id: string): Promise<Payment> {
  const payment = await view.findPayment(db, id)
  if (!payment) throw notFound()
  return payment
}

/** Raises `not_found` unless the actor is the payer or belongs to the staff who serve the payer. */
export async function getKnownPayment(db: Db, actor: Actor | null, id: string): Promise<Payment> {
  const payment = await getView(db, id)
  if (!actor || (payment.userId !== actor.id && actor.role === 'member')) throw notFound()
  if (payment.userId !== actor.id) await assertServes(db, actor, payment.userId)
  return payment
}

/** For a pending payment the provider is asked first, so that nothing depends on a webhook. Raises `not_found`. */
export async function getPayment(deps: PaymentDeps, { actor }: Call, id: string): Promise<Payment> {
  const payment = await getKnownPayment(deps.db, actor, id)
  if (payment.status !== 'pending' || deps.paymentProvider?.name !== payment.provider) return payment
  await askAbout(deps, id).catch((error: unknown) => {
    if (!isAway(error)) throw error
    deps.log.warn({ err: error, payment: id }, 'the payment provider is away')
  })
  return getView(deps.db, id)
}

export const listMyPayments = (db: Db, actor: Actor, query: MyPaymentQuery): Promise<Page<Payment>> =>
  view.listPayments(db, { ...query, userId: actor.id })

/** A manager sees the payments of members, and none where the manager runs no location. */
export const listPayments = async (db: Db, actor: Actor, query: PaymentQuery): Promise<Page<Payment>> => {
  if (actor.role === 'admin') return view.listPayments(db, query)
  if (actor.locationIds.length > 0) return view.listPayments(db, query, true)
  return { items: [], nextCursor: null, ...(query.withTotal && { total: 0 }) }
}

/** Ids of a person's payments that are not over, or have a refund that is not over. */
export const findPendingPayments = (db: Db, userId: string) => repository.findPending(db, userId)

/** Clears the texts in a person's payments and refunds; returns the ids of those payments. */
export const forgetPayments = (trx: Tx, userId: string) => repository.forgetWords(trx, userId)

/** Logs once that the provider does not accept the keys. */
export async function checkProvider({
  paymentProvider,
  log,
}: Pick<Deps, 'paymentProvider' | 'log'>): Promise<void> {
  try {
    await paymentProvider?.check()
  } catch (error) {
    if (error instanceof ProviderRefusal)
      log.error(
        { err: error },
        `${paymentProvider?.name} refuses the keys of the settings: nobody can pay online`,
      )
    else log.warn({ err: error }, `${paymentProvider?.name} does not answer; payments are tried all the same`)
  }
}
