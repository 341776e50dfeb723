import { api, unwrap } from '../api/client.ts'
import { findPaymentId } from './begun-payments.ts'

/** The id of the payment whose payer has returned: the newest payment of the payer where the payment was begun in another browser. */
export async function findReturnedPayment(ref = ''): Promise<string | undefined> {
  const id = findPaymentId(ref)
  if (id !== undefined) return id
  const { items } = await unwrap(api.GET('/api/v1/me/payments', { params: { query: { limit: 1 } } }))
  return items[0]?.id
}
