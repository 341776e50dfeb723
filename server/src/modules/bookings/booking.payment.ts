import type { Db, Tx } from '../../db/db.ts'
import type { StatementPart, When } from '../../db/one-statement.ts'
import type { Money } from '../../shared/money.ts'
import {
  bookingTransferStatements,
  charge,
  findBalances,
  findNetPaid,
  lockBalance,
  refund,
} from '../wallet/wallet.service.ts'
import type { Cause } from './booking.cause.ts'
import type { BookingRow } from './booking.repository.ts'

// This file is the only caller of the wallet in `bookings`. Every charge and refund of a booking uses these functions, also for
// means of payment that are added later.

/** The fields of a booking that its charges and refunds need. */
type BookingToCharge = Pick<BookingRow, 'id' | 'userId' | 'locationId' | 'currency'>

/** The amount that a change of a booking charges, and the amount that it refunds. */
export type ChargeAndRefund = { charge: Money; refund: Money }

/** Charges the owner of a booking; does nothing for 0. Locks the wallet. Raises `insufficient_funds`. */
export const chargeOwner = (
  trx: Tx,
  booking: BookingToCharge,
  amount: Money,
  cause: Pick<Cause, 'actorId' | 'now'>,
): Promise<void> => charge(trx, transferOf(booking, amount, cause))

/** Refunds money to the owner of a booking; does nothing for 0. Locks the wallet. */
export const refundOwner = (
  trx: Tx,
  booking: BookingToCharge,
  amount: Money,
  cause: Pick<Cause, 'actorId' | 'now'>,
): Promise<void> => refund(trx, transferOf(booking, amount, cause))

/** Charges and refunds the owner what a change of a booking charges and refunds. Locks the wallet. Raises `insufficient_funds`. */
export async function chargeOrRefund(
  trx: Tx,
  booking: BookingToCharge,
  amounts: ChargeAndRefund,
  cause: Pick<Cause, 'actorId' | 'now'>,
): Promise<void> {
  await chargeOwner(trx, booking, amounts.charge, cause)
  await refundOwner(trx, booking, amounts.refund, cause)
}

type Owner = Pick<BookingRow, 'userId' | 'currency'>

/**
 * The amount that is missing in the owner's wallet to pay `price`; 0 where the balance is sufficient. Locks the
 * wallet, so that the amount does not change until the transaction ends. A member without a wallet has no row to lock.
 */
export const findMissing = async (trx: Tx, owner: Owner, price: Money): Promise<Money> =>
  Math.max(0, price - (await lockBalance(trx, owner)))

/** Whether the owner's wallet lacks money to pay `price` at this moment. */
export async function isBalanceBelow(db: Db, { userId, currency }: Owner, price: Money): Promise<boolean> {
  const balances = await findBalances(db, userId)
  return (balances.find((wallet) => wallet.currency === currency)?.balance ?? 0) < price
}

/**
 * The full refunds of bookings, by id: the amount that was charged and not refunded yet; 0 for a booking that was not charged. It
 * may exceed the price, because a move to a cheaper time refunds only a part of the difference. Where the refund is then paid,
 * the caller must hold the locks of the bookings.
 */
export async function findFullRefunds(
  db: Db,
  bookings: Pick<BookingRow, 'id'>[],
): Promise<(id: string) => Money> {
  const paid = await findNetPaid(
    db,
    bookings.map(({ id }) => id),
  )
  return (id) => paid.get(id) ?? 0
}

/** The full refund of one booking. Where the refund is then paid, the caller must hold the lock of the booking. */
export async function findFullRefund(db: Db, booking: Pick<BookingRow, 'id'>): Promise<Money> {
  const refundOf = await findFullRefunds(db, [booking])
  return refundOf(booking.id)
}

/**
 * The writes of `chargeOrRefund` as parts of a statement; none where both amounts are 0. The parts `before` come before the write of the
 * booking, the parts `after` after it. The last part of `before` returns a row where the wallet was changed; then the booking must be
 * written, too, or the statement must fail.
 */
export function chargeParts(
  booking: BookingToCharge,
  amounts: ChargeAndRefund,
  cause: Pick<Cause, 'actorId' | 'now'>,
  when: When,
): { before: StatementPart[]; after: StatementPart[] } {
  const { charge, refund } = amounts
  if (charge === 0 && refund === 0) return { before: [], after: [] }
  const [kind, amount] = charge > 0 ? (['charge', charge] as const) : (['refund', refund] as const)
  const { revenue, wallet, transfer } = bookingTransferStatements(
    transferOf(booking, amount, cause),
    kind,
    when,
  )
  return {
    before: [
      { name: 'revenue', query: revenue },
      { name: 'wallet', query: wallet },
    ],
    after: [{ name: 'transfer', query: transfer }],
  }
}

function transferOf(
  { id, userId, locationId, currency }: BookingToCharge,
  amount: Money,
  { actorId, now }: Pick<Cause, 'actorId' | 'now'>,
) {
  return { bookingId: id, userId, locationId, currency, amount, actorId, now }
}
