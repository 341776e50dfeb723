import type { Tx } from '../../db/db.ts'

/** A payment that has succeeded. `userId` is the account that began it. */
export type SucceededPayment = {
  id: string
  userId: string
  bookingId: string | null
  amount: number
  currency: string
}

/**
 * `walletOwnerId` is the account whose wallet gets the money; it is locked. `settle` charges for the purchase, and must run in the same
 * transaction, after the wallet was credited. It does nothing where the payment is only a top-up.
 */
export type LockedPurchase = { walletOwnerId: string; settle: () => Promise<void> }

/**
 * Locks all that the purchase needs except the wallet, and returns the function that settles it. The caller, who holds the lock of the
 * payment's row, then credits the wallet, which locks it, and settles the purchase, all in one transaction: an error rolls everything back. The
 * function also finds and locks the account that owns the wallet, because a space is locked before an account. The composition root
 * passes it in, so that the module `payments` does not depend on the modules whose objects are bought.
 */
export type OnPaid = (trx: Tx, payment: SucceededPayment, now: number) => Promise<LockedPurchase>
