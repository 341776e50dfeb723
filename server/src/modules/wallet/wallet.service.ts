import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { formatMoney, type Money, maxMoney } from '../../shared/money.ts'
import { forbidden, invalidField } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { assertNotBlocked, assertServes, lockManagedUser } from '../users/user.service.ts'
import { insufficientFunds } from './wallet.problems.ts'
import * as repository from './wallet.repository.ts'
import type { Entry, EntryQuery, ListedEntry, NewEntry, Wallet } from './wallet.schema.ts'
import * as view from './wallet.view.ts'

/** Balances by currency, of currencies that have entries. Of somebody else: raises as `assertServes`. */
export async function getWallet(db: Db, actor: Actor, userId: string): Promise<Wallet> {
  if (actor.id !== userId) await assertServes(db, actor, userId)
  return { balances: await repository.findBalances(db, userId) }
}

/** Newest first. Of somebody else: raises as `assertServes`. */
export async function listEntries(
  db: Db,
  actor: Actor,
  userId: string,
  query: EntryQuery,
): Promise<Page<ListedEntry>> {
  if (actor.id !== userId) await assertServes(db, actor, userId)
  return view.listEntries(db, actor, userId, query)
}

/** Takes the memos from a person's entries: they may name it. Nothing else of an entry ever changes. */
export const forgetMemos = (trx: Tx, userId: string) => repository.clearMemos(trx, userId)

/** Balances by currency. */
export const findBalances = (db: Db, userId: string) => repository.findBalances(db, userId)

/**
 * Cash in (`top_up`, by a manager) or a correction of either sign (`adjustment`, by an administrator; a payout is a
 * negative one). Locks the user, then the wallet. Raises `validation_failed`, `not_found`, `forbidden`, `insufficient_funds`.
 */
export async function addEntry(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  call: Call,
  userId: string,
  input: NewEntry,
): Promise<Entry> {
  const { amount, kind, currency = deps.config.CURRENCY, memo = null } = input
  if (amount === 0) throw invalidField('/amount', { en: 'must not be 0', ru: 'не должна быть равна 0' })
  if (kind === 'top_up' && amount < 0)
    throw invalidField('/amount', {
      en: 'must be more than 0 in a top-up',
      ru: 'должна быть больше 0 при пополнении',
    })
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    await lockManagedUser(trx, call.actor, userId)
    // A blocked account's money can be paid out and put right; no more comes in.
    if (kind === 'top_up') await assertNotBlocked(trx, userId)
    if (kind === 'adjustment' && call.actor.role !== 'admin')
      throw forbidden({
        en: 'Only an administrator makes adjustments',
        ru: 'Корректировки делает только администратор',
      })
    const now = toInstant(deps.clock.now())
    const walletId = await repository.ensureAccount(trx, { kind: 'wallet', userId, currency }, now)
    const counterId = await repository.ensureAccount(trx, { kind: 'cash', currency }, now)
    const cause = { kind, bookingId: null, memo, actorId: call.actor.id, now }
    const moved = await repository.move(trx, { walletId, counterId, amount, ...cause })
    if (!moved) throw await shortOf(trx, walletId, -amount, currency)
    if (moved.balanceAfter > maxMoney) throw tooMuch()
    const entry = { ...moved, amount, currency, kind, bookingId: null, memo }
    const auditEvent = { actorId: call.actor.id, action: kind, entity: 'wallet' as const, entityId: userId }
    await record(trx, { ...auditEvent, before: null, after: entry }, deps.clock.now())
    return entry
  })
}

const tooMuch = () =>
  invalidField('/amount', {
    en: 'would bring the balance above the largest amount that can be held',
    ru: 'увеличила бы баланс сверх наибольшей допустимой суммы',
  })

/** What of a booking's price changes hands. `actorId` null: time did it. */
export type Payment = {
  userId: string
  locationId: string
  currency: string
  amount: Money
  bookingId: string
  actorId: string | null
  now: number
}

/** Takes `amount` from the wallet for a booking; nothing for 0. Locks the wallet. Raises `insufficient_funds`. */
export async function charge(trx: Tx, payment: Payment): Promise<void> {
  if (payment.amount === 0) return
  const shortWallet = await pay(trx, { ...payment, amount: -payment.amount }, 'charge')
  if (shortWallet) throw await shortOf(trx, shortWallet, payment.amount, payment.currency)
}

/** Gives `amount` back to the wallet; nothing for 0. Locks the wallet. */
export async function refund(trx: Tx, payment: Payment): Promise<void> {
  if (payment.amount > 0) await pay(trx, payment, 'refund')
}

/** Makes the accounts that are not there yet. Returns the wallet that could not pay, or null. */
async function pay(trx: Tx, payment: Payment, kind: 'charge' | 'refund'): Promise<string | null> {
  const { userId, locationId, currency, amount, bookingId, actorId } = payment
  const now = toInstant(payment.now)
  if (await repository.moveByOwners(trx, { ...payment, kind, now })) return null
  const counterId = await repository.ensureAccount(trx, { kind: 'revenue', locationId, currency }, now)
  const walletId = await repository.ensureAccount(trx, { kind: 'wallet', userId, currency }, now)
  const cause = { kind, bookingId, memo: null, actorId, now }
  const moved = await repository.move(trx, { walletId, counterId, amount, ...cause })
  return moved ? null : walletId
}

async function shortOf(trx: Tx, walletId: string, required: Money, currency: string) {
  const balance = await repository.findBalance(trx, walletId)
  const text = (locale: 'en' | 'ru') =>
    [required, balance].map((amount) => formatMoney(amount, currency, locale))
  const [[neededEn, heldEn], [neededRu, heldRu]] = [text('en'), text('ru')]
  const detail = {
    en: `${neededEn} is needed, the balance is ${heldEn}`,
    ru: `Нужно ${neededRu}, а на балансе ${heldRu}`,
  }
  return insufficientFunds(detail, { required, balance, currency })
}
