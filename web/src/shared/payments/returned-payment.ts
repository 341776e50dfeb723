import { api, unwrap } from '../api/client.ts'
import { findPaymentId } from './pending-payments.ts'

/** The payment whose payer has returned. A browser in which it was not begun takes the payer's newest payment. */
export async function findReturnedPayment(ref = ''): Promise<string | undefined> {
  const id = findPaymentId(ref)
  if (id !== undefined) return id
  const { items } = await unwrap(api.GET('/api/v1/me/payments', { params: { query: { limit: 1 } } }))
  return items[0]?.id
}
