import { api, unwrap } from '../../shared/api/client.ts'
import type { Body, Tariff } from '../../shared/api/types.ts'

/** Staff may check a person in from this long before the start. */
export const checkInMs = 15 * 60_000

type Serving = {
  booking: Body<'book'> & { userId: string }
  locationId: string
  currency: string
  /** The cash to take before booking, in the minor unit; 0: none. */
  cash: number
  checksIn: boolean
}

/**
 * Takes cash, books, and checks in. All calls have the key of the action, so that a repetition of it does nothing twice. Cash that was
 * taken stays on the balance where the booking is refused.
 */
export async function serve({ booking, locationId, currency, cash, checksIn }: Serving, key: string) {
  const headers = { 'idempotency-key': key }
  if (cash > 0)
    await unwrap(
      api.POST('/api/v1/users/{id}/wallet/entries', {
        params: { path: { id: booking.userId } },
        body: { kind: 'top_up', channel: 'cash', amount: cash, currency, locationId },
        headers,
      }),
    )
  const booked = await unwrap(api.POST('/api/v1/bookings', { body: booking, headers }))
  if (!checksIn || !booked.actions.includes('check_in')) return booked
  return unwrap(api.POST('/api/v1/bookings/{id}/check-in', { params: { path: { id: booked.id } }, headers }))
}

const usualMinutes = 60

/** The duration that a booking for a person begins with: an hour, or what the tariff demands, in whole steps. Pure. */
export const firstMinutes = (tariff: Pick<Tariff, 'minMinutes' | 'stepMinutes'> | undefined): number =>
  tariff
    ? Math.ceil(Math.max(usualMinutes, tariff.minMinutes) / tariff.stepMinutes) * tariff.stepMinutes
    : usualMinutes
