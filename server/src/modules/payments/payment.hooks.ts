import type { Tx } from '../../db/db.ts'

/** A payment whose money has just come into its payer's wallet. */
export type PaidPayment = {
  id: string
  userId: string
  bookingId: string | null
  amount: number
  currency: string
}

/** Buys what a payment was for; called after the top-up, in its transaction. */
export type Purchase = () => Promise<void>

/**
 * Locks what a payment was for, and returns the purchase, which the caller performs after the top-up, in one transaction: an error
 * rolls both back, and they are tried again. The caller holds the lock of the payment's row; the wallet, which comes last in the
 * order of locks, is locked by the top-up. The composition root passes the hook in, so that payments need not know what is bought.
 */
export type OnPaid = (trx: Tx, payment: PaidPayment, now: number) => Promise<Purchase>
