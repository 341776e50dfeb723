import type { Tx } from '../../db/db.ts'

/** A payment whose money has just come into its payer's wallet. */
export type PaidPayment = {
  id: string
  userId: string
  bookingId: string | null
  amount: number
  currency: string
}

/**
 * Performs the purchase that a payment was for, in the transaction of its top-up: an error rolls the top-up back, and both are
 * tried again. The caller holds the lock of the payment's row, and the hook may lock what comes after it in the order of locks.
 * The composition root passes the hook in, so that payments need not know what is bought.
 */
export type OnPaid = (trx: Tx, payment: PaidPayment, now: number) => Promise<void>

/** Nothing but money in the wallet can be bought online yet. */
export const nothingWasBought: OnPaid = async () => {}
