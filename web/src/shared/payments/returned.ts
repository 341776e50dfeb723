import { api, unwrap } from '../api/client.ts'
import { idOfRef } from './under-way.ts'

/** The payment whose payer has come back. In another browser than the one it was begun in that is the payer's newest payment. */
export async function findReturned(ref = ''): Promise<string | undefined> {
  const id = idOfRef(ref)
  if (id !== undefined) return id
  const { items } = await unwrap(api.GET('/api/v1/me/payments', { params: { query: { limit: 1 } } }))
  return items[0]?.id
}
