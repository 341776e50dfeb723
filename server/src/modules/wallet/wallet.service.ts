import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { formatMoney, type Money, maxMoney } from '../../shared/money.ts'
import { forbidden, invalidField } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { queueMail } from '../mails/mail.service.ts'
import { findLocationAndShift } from '../shifts/shift.service.ts'
import { assertMayManageUser, assertNotBlocked, lockManagedUser } from '../users/user.service.ts'
import { balanceTooLarge, insufficientFunds } from './wallet.problems.ts'
import { type Payer, receiptLines } from './wallet.receipt.ts'
import * as repository from './wallet.repository.ts'
import type { Channel, Entry, EntryQuery, ListedEntry, NewEntry, Wallet } from './wallet.schema.ts'
import * as view from './wallet.view.ts'

/** Balances by currency, of currencies that have entries. For another user's wallet it raises the problems of `assertMayManageUser`. */
export async function getWallet(db: Db, actor: Actor, userId: string): Promise<Wallet> {
  if (actor.id !== userId) await assertMayManageUser(db, actor, userId)
  return { balances: await repository.findBalances(db, userId) }
}

/** Entries, newest first. For another user's wallet it raises the problems of `assertMayManageUser`. */
export async function listEntries(
  db: Db,
  actor: Actor,
  userId: string,
  query: EntryQuery,
): Promise<Page<ListedEntry>> {
  if (actor.id !== userId) await assertMayManageUser(db, actor, userId)
  return view.listEntries(db, actor, userId, query)
}

/** Clears the memos of a person's entries, because they may name the person. Nothing else of an entry ever changes. */
export const clearMemos = (trx: Tx, userId: string) => repository.clearMemos(trx, userId)

/** The balance in one currency; it does not change until the transaction ends. Locks the wallet. */
export const lockBalance = (trx: Tx, owner: { userId: string; currency: string }): Promise<Money> =>
  repository.lockBalance(trx, owner)

/** The net cost of bookings for their owners until now, by id; the caller holds the locks of the bookings. */
export const findNetPaid = (db: Db, bookingIds: string[]) => repository.findNetPaid(db, bookingIds)

/** Balances by currency. */
export const findBalances = (db: Db, userId: string) => repository.findBalances(db, userId)

/** The lines of the receipt of a top-up, by its id or the id of its payment; empty where there is none. */
export async function findReceipt(db: Db, id: string, payer: Payer): Promise<string[]> {
  const topUp = await view.findTopUp(db, id)
  return topUp ? receiptLines(topUp, payer) : []
}

/**
 * Money in (`top_up`) or out (`payout`, negative), by a manager, or a correction of either sign (`adjustment`, by an
 * administrator). Locks the user, the actor's open shift, then the wallet. Raises `validation_failed`, `not_found`, `forbidden`,
 * `shift_required`, `insufficient_funds`.
 */
export async function addEntry(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  call: Call,
  userId: string,
  input: NewEntry,
): Promise<Entry> {
  const { amount, kind, currency = deps.config.CURRENCY, memo = null } = input
  assertValidEntry(input)
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    await lockManagedUser(trx, call.actor, userId)
    // The money of a blocked account can be paid out and corrected, but not increased by a top-up.
    if (kind === 'top_up') await assertNotBlocked(trx, userId)
    if (kind === 'adjustment' && call.actor.role !== 'admin')
      throw forbidden({
        en: 'Only an administrator makes adjustments',
        ru: 'Корректировки делает только администратор',
      })
    const channel = kind === 'adjustment' ? null : (input.channel ?? 'cash')
    const locationAndShift = await findLocationAndShift(trx, call.actor, {
      channel,
      currency,
      locationId: input.locationId,
    })
    const cause = {
      memo,
      actorId: call.actor.id,
      paymentId: null,
      ...locationAndShift,
      now: deps.clock.now(),
    }
    const entry = await transferMoney(trx, { userId, currency, amount, kind, channel, ...cause })
    if (amount > 0 && entry.balanceAfter > maxMoney) throw balanceTooLarge()
    const auditEvent = { actorId: call.actor.id, action: kind, entity: 'wallet', entityId: userId } as const
    await record(trx, { ...auditEvent, before: null, after: entry }, deps.clock.now())
    return entry
  })
}

/** Raises `validation_failed`. */
function assertValidEntry({ amount, kind, channel, locationId }: NewEntry): void {
  if (amount === 0) throw invalidField('/amount', { en: 'must not be 0', ru: 'не должна быть равна 0' })
  if (kind === 'top_up' && amount < 0)
    throw invalidField('/amount', {
      en: 'must be more than 0 in a top-up',
      ru: 'должна быть больше 0 при пополнении',
    })
  if (kind === 'payout' && amount > 0)
    throw invalidField('/amount', {
      en: 'must be less than 0 in a payout',
      ru: 'должна быть меньше 0 при выплате',
    })
  if (kind === 'adjustment' && locationId !== undefined)
    throw invalidField('/locationId', {
      en: 'is for top-ups and payouts: an adjustment moves no money in or out',
      ru: 'указывается только при пополнении и выплате: при корректировке деньги не поступают и не выдаются',
    })
  if (kind === 'adjustment' && channel !== undefined)
    throw invalidField('/channel', {
      en: 'is for top-ups and payouts: an adjustment moves no money in or out',
      ru: 'указывается только при пополнении и выплате: при корректировке деньги не поступают и не выдаются',
    })
}

/** Money that enters or leaves a wallet for another reason than a booking; `amount` is positive where the wallet gains money. */
export type MoneyTransfer = {
  userId: string
  currency: string
  amount: Money
  kind: 'top_up' | 'payout' | 'adjustment'
  /** Null in an adjustment. */
  channel: Channel | null
  paymentId: string | null
  /** The location and the shift in which staff took or paid it out. */
  locationId?: string | null
  shiftId?: string | null
  memo: string | null
  actorId: string | null
  now: number
}

/** Locks the wallet, and queues the receipt of a top-up. Raises `insufficient_funds`. */
export async function transferMoney(trx: Tx, newTransfer: MoneyTransfer): Promise<Entry> {
  const { userId, currency, amount, kind, channel, paymentId, memo, actorId } = newTransfer
  const { locationId = null, shiftId = null } = newTransfer
  const now = toInstant(newTransfer.now)
  const walletId = await repository.ensureLedgerAccount(trx, { kind: 'wallet', userId, currency }, now)
  const contraAccountId = await repository.ensureLedgerAccount(
    trx,
    { kind: channel ?? 'adjustment', currency },
    now,
  )
  const cause = { kind, bookingId: null, paymentId, locationId, shiftId, memo, actorId, now }
  const transfer = await repository.insertTransfer(trx, { walletId, contraAccountId, amount, ...cause })
  if (!transfer) throw await insufficientFundsOf(trx, walletId, -amount, currency)
  if (kind === 'top_up') {
    const subject = { subjectId: paymentId ?? transfer.id, subjectVersion: 1, userId }
    await queueMail(trx, { purpose: 'receipt', kind: 'top_up', ...subject }, newTransfer.now)
  }
  return {
    ...transfer,
    amount,
    currency,
    kind,
    channel,
    bookingId: null,
    paymentId,
    locationId,
    shiftId,
    memo,
  }
}

/** A charge or a refund for a booking. `actorId` is null where no person caused it. */
export type BookingTransfer = {
  userId: string
  locationId: string
  currency: string
  amount: Money
  bookingId: string
  actorId: string | null
  now: number
}

/** Takes `amount` from the wallet for a booking; does nothing for 0. Locks the wallet. Raises `insufficient_funds`. */
export async function charge(trx: Tx, transfer: BookingTransfer): Promise<void> {
  const { amount, currency } = transfer
  if (amount === 0) return
  const failedWalletId = await transferForBooking(trx, { ...transfer, amount: -amount }, 'charge')
  if (failedWalletId) throw await insufficientFundsOf(trx, failedWalletId, amount, currency)
}

/** Refunds `amount` to the wallet; does nothing for 0. Locks the wallet. */
export async function refund(trx: Tx, transfer: BookingTransfer): Promise<void> {
  if (transfer.amount > 0) await transferForBooking(trx, transfer, 'refund')
}

/**
 * The SQL of a charge or a refund, to be combined with the SQL that writes the booking, under the names here: `revenue` and `wallet`
 * before the step that writes the booking, `transfer` after it. `wallet` returns a row where the balance has changed. Only for an
 * amount other than 0.
 */
export function bookingTransferStatements(
  transfer: BookingTransfer,
  kind: 'charge' | 'refund',
  when: RawBuilder<boolean>,
) {
  const amount = kind === 'charge' ? -transfer.amount : transfer.amount
  return repository.transferByOwnersStatements(
    { ...transfer, amount, kind, now: toInstant(transfer.now) },
    when,
  )
}

/**
 * Moves the money, and makes the ledger accounts that do not exist yet. Returns the id of the wallet where its balance is too low,
 * otherwise null.
 */
async function transferForBooking(
  trx: Tx,
  transfer: BookingTransfer,
  kind: 'charge' | 'refund',
): Promise<string | null> {
  const { userId, locationId, currency, amount, bookingId, actorId } = transfer
  const now = toInstant(transfer.now)
  if (await repository.transferByOwners(trx, { ...transfer, kind, now })) return null
  const contraAccountId = await repository.ensureLedgerAccount(
    trx,
    { kind: 'revenue', locationId, currency },
    now,
  )
  const walletId = await repository.ensureLedgerAccount(trx, { kind: 'wallet', userId, currency }, now)
  const cause = {
    kind,
    bookingId,
    paymentId: null,
    locationId: null,
    shiftId: null,
    memo: null,
    actorId,
    now,
  }
  const inserted = await repository.insertTransfer(trx, { walletId, contraAccountId, amount, ...cause })
  return inserted ? null : walletId
}

async function insufficientFundsOf(trx: Tx, walletId: string, required: Money, currency: string) {
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
