import type { Db } from '../../db/db.ts'
import { getUser } from '../users/user.service.ts'
import type { PaymentProvider } from './payment.provider.ts'

/**
 * The email of a payer, or else the phone, to which the provider sends the fiscal receipt; null where the provider makes no
 * receipts. It is stored with the payment, so that a repeated request is equal to the first request.
 */
export async function findContact(
  db: Db,
  { makesReceipts }: PaymentProvider,
  userId: string,
): Promise<string | null> {
  if (!makesReceipts) return null
  const { email, phone } = await getUser(db, userId)
  return email ?? phone
}
