import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import type { Booking } from '../../shared/api/types.ts'

/** How the front desk takes the money that the balance lacks. */
export type FrontDeskChannel = 'cash' | 'terminal'

/** The money that is taken before a booking is paid for, in the minor unit. */
export type FrontDeskTopUp = { channel: FrontDeskChannel; amount: number }

/** The top-up by this channel with the money that is missing; null where none is. Pure. */
export const topUpOf = (channel: FrontDeskChannel, missing: number): FrontDeskTopUp | null =>
  missing === 0 ? null : { channel, amount: missing }

type Taken = { userId: string; locationId: string; currency: string; topUp: FrontDeskTopUp }

/** Adds the money to the balance of the member. */
export function takeMoney({ userId, locationId, currency, topUp }: Taken, key: string) {
  const params = { path: { id: userId }, header: { 'Idempotency-Key': key } }
  const body = { kind: 'top_up' as const, ...topUp, currency, locationId }
  return unwrap(api.POST('/api/v1/users/{id}/wallet/entries', { params, body }))
}

export type FrontDeskPayment = Pick<Booking, 'id' | 'userId' | 'locationId' | 'currency'> & {
  topUp: FrontDeskTopUp | null
}

/**
 * Takes the money, and pays for a booking that awaits its payment from the balance. A retry with the key does nothing twice. Returns the
 * booking, and the entry of the top-up where there is one.
 */
export async function payAtFrontDesk({ id, topUp, ...booking }: FrontDeskPayment, key: string) {
  const entry = topUp && (await takeMoney({ ...booking, topUp }, key))
  const params = { path: { id }, header: { 'Idempotency-Key': key, 'If-Match': anyVersion } }
  const paid = await unwrap(api.POST('/api/v1/bookings/{id}/pay', { params, body: { payment: 'wallet' } }))
  return { paid, entry }
}
