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
 * Does what a payment was for, in the transaction of its top-up: an error that it throws takes the top-up back, and it is tried again. It
 * holds the payment's row, and may lock what comes after it. The composition root hands it in, so that payments know of nothing that is bought.
 */
export type OnPaid = (trx: Tx, payment: PaidPayment, now: number) => Promise<void>

/** Nothing is bought online yet but money in the wallet. */
export const nothingWasBought: OnPaid = async () => {}
