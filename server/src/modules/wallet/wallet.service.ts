import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import { formatMoney, type Money } from '../../shared/money.ts'
import { toInstant } from '../../shared/time-range.ts'
import { queueMail } from '../mails/mail.service.ts'
import { assertMayManageUser } from '../users/user.rights.ts'
import { insufficientFunds } from './wallet.problems.ts'
import { type Payer, receiptLines } from './wallet.receipt.ts'
import * as repository from './wallet.repository.ts'
import type { Channel, Entry, EntryQuery, ListedEntry, Wallet } from './wallet.schema.ts'
import * as view from './wallet.view.ts'

/** The balances in the currencies that have entries. Raises as `assertMayManageUser` for another user's wallet. */
export async function getWallet(db: Db, actor: Actor, userId: string): Promise<Wallet> {
  if (actor.id !== userId) await assertMayManageUser(db, actor, userId)
  return { balances: await repository.findBalances(db, userId) }
}

/** Entries, newest first. Raises as `assertMayManageUser` for another user's wallet. */
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

/** The balance in one currency, 0 where there is no wallet yet. Locks the wallet: an existing one does not change until the transaction ends. */
export const lockBalance = repository.lockBalance

/**
 * The net amounts that were paid for bookings until now, by id. Where the amount is then refunded, the caller holds the locks of the
 * bookings.
 */
export const findNetPaid = (db: Db, bookingIds: string[]) => repository.findNetPaid(db, bookingIds)

/** Balances by currency. */
export const findBalances = (db: Db, userId: string) => repository.findBalances(db, userId)

/** The lines of the receipt of a top-up, by its id or the id of its payment; empty where there is none. */
export async function findReceiptLines(db: Db, id: string, payer: Payer): Promise<string[]> {
  const topUp = await view.findTopUp(db, id)
  return topUp ? receiptLines(topUp, payer) : []
}

/** Money that enters or leaves a wallet for another reason than a booking; `amount` is positive where the wallet gains money. */
export type NonBookingTransfer = {
  userId: string
  currency: string
  amount: Money
  kind: 'top_up' | 'payout' | 'adjustment'
  /** Null in an adjustment. */
  channel: Channel | null
  paymentId: string | null
  /** The location and the shift in which staff took the money or paid it out. */
  locationId?: string | null
  shiftId?: string | null
  memo: string | null
  actorId: string | null
  now: number
}

/**
 * Moves money between a wallet and the account of a channel (for an adjustment: the account of adjustments), and returns the entry. Locks
 * the wallet; a top-up also queues its receipt. Raises `insufficient_funds`.
 */
export async function transferWithoutBooking(trx: Tx, newTransfer: NonBookingTransfer): Promise<Entry> {
  const { userId, currency, amount, kind, channel, paymentId, memo, actorId } = newTransfer
  const { locationId = null, shiftId = null } = newTransfer
  const now = toInstant(newTransfer.now)
  const walletId = await repository.ensureLedgerAccount(trx, { kind: 'wallet', userId, currency }, now)
  const contraAccountId = await repository.ensureLedgerAccount(
    trx,
    { kind: channel ?? 'adjustment', currency },
    now,
  )
  const details = { kind, bookingId: null, paymentId, locationId, shiftId, memo, actorId, now }
  const transfer = await repository.insertTransfer(trx, { walletId, contraAccountId, amount, ...details })
  if (!transfer) throw await insufficientFundsOf(trx, walletId, -amount, currency)
  if (kind === 'top_up') {
    const subject = { subjectId: paymentId ?? transfer.id, userId }
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
  /** The location that earns the money. It is not stored in the transfer. */
  locationId: string
  currency: string
  amount: Money
  bookingId: string
  actorId: string | null
  now: number
}

/** Takes `amount` from the wallet for a booking; does nothing for 0. Locks the wallet. Raises `insufficient_funds`. */
export async function charge(trx: Tx, transfer: BookingTransfer): Promise<void> {
  const { amount } = transfer
  if (amount === 0) return
  await transferForBooking(trx, { ...transfer, amount: -amount }, 'charge')
}

/** Refunds `amount` to the wallet; does nothing for 0. Locks the wallet. */
export async function refund(trx: Tx, transfer: BookingTransfer): Promise<void> {
  if (transfer.amount > 0) await transferForBooking(trx, transfer, 'refund')
}

/**
 * The SQL of a charge or a refund, for one statement that also writes the booking. The statement has these parts as `WITH` queries
 * under these names: `revenue` and `wallet` before the query that writes the booking, `transfer` after it. `wallet` returns a row
 * where the balance has changed. Money moves only where `when` is true. Only for an amount other than 0.
 */
export function bookingTransferStatements(
  transfer: BookingTransfer,
  kind: 'charge' | 'refund',
  when: RawBuilder<boolean>,
) {
  const amount = kind === 'charge' ? -transfer.amount : transfer.amount
  return repository.bookingTransferStatements(
    { ...transfer, amount, kind, now: toInstant(transfer.now) },
    when,
  )
}

/**
 * Moves the money, and makes the ledger accounts that do not exist yet. Where the balance is too low, moves nothing and raises
 * `insufficient_funds`.
 */
async function transferForBooking(
  trx: Tx,
  transfer: BookingTransfer,
  kind: 'charge' | 'refund',
): Promise<void> {
  const { userId, locationId, currency, amount, bookingId, actorId } = transfer
  const now = toInstant(transfer.now)
  if (await repository.insertBookingTransfer(trx, { ...transfer, kind, now })) return
  const contraAccountId = await repository.ensureLedgerAccount(
    trx,
    { kind: 'revenue', locationId, currency },
    now,
  )
  const walletId = await repository.ensureLedgerAccount(trx, { kind: 'wallet', userId, currency }, now)
  const details = {
    kind,
    bookingId,
    paymentId: null,
    locationId: null,
    shiftId: null,
    memo: null,
    actorId,
    now,
  }
  const inserted = await repository.insertTransfer(trx, { walletId, contraAccountId, amount, ...details })
  if (!inserted) throw await insufficientFundsOf(trx, walletId, -amount, currency)
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
