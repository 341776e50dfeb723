import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import { ProblemError } from '../../shared/api/problem.ts'
import type { RequestBody, Space } from '../../shared/api/types.ts'
import type { LengthLimits } from '../../shared/ui/length-select.tsx'
import { type FrontDeskTopUp, takeMoney } from './front-desk-payment.ts'

export type FrontDeskBooking = {
  booking: RequestBody<'book'> & { userId: string }
  locationId: string
  /**
   * The zone of the location, in which `UnsettledBooking` shows the times while the outcome of the call is unknown: another location may
   * be open by then.
   */
  timeZone: string
  currency: string
  topUp: FrontDeskTopUp | null
  checksIn: boolean
}

/**
 * Takes the money, books, and checks in. All requests have the idempotency key of the action, so a retry after a lost response does nothing
 * twice. Where the booking is refused, the money stays on the balance; the dialog fetches the balance again before the next attempt. Returns
 * the booking, and the entry of the top-up where there is one.
 */
export async function bookAtFrontDesk(
  { booking, locationId, currency, topUp, checksIn }: FrontDeskBooking,
  key: string,
) {
  const header = { 'Idempotency-Key': key }
  const entry = topUp && (await takeMoney({ userId: booking.userId, locationId, currency, topUp }, key))
  const booked = await unwrap(api.POST('/api/v1/bookings', { body: booking, params: { header } }))
  if (!checksIn || !booked.actions.includes('check_in')) return { booked, entry }
  const params = { path: { id: booked.id }, header: { ...header, 'If-Match': anyVersion } }
  const checkIn = api.POST('/api/v1/bookings/{id}/check-in', { params })
  return unwrap(checkIn).then(
    (checkedIn) => ({ booked: checkedIn, entry }),
    (error: unknown) => {
      // The booking is made, so the form must not offer to book and to pay again. Staff check in from the list.
      if (error instanceof ProblemError) return { booked, entry }
      throw error
    },
  )
}

/**
 * Whether a booking that staff make will wait for an approval. In a space that requires one, only a booking of the running step, for a member
 * who has come, does not. Pure.
 */
export const awaitsApproval = (
  space: Pick<Space, 'requiresApproval'> | undefined,
  startsAt: string,
  now: number,
): boolean => space?.requiresApproval === true && Date.parse(startsAt) > now

const usualMinutes = 60

/** The length that the dialog proposes: the shortest that the tariff allows from an hour on, or its longest where all are shorter. Pure. */
export function defaultMinutes(tariff: LengthLimits | undefined): number {
  if (!tariff) return usualMinutes
  const { minMinutes, maxMinutes, stepMinutes } = tariff
  const longest = Math.floor(maxMinutes / stepMinutes)
  return Math.min(Math.ceil(Math.max(usualMinutes, minMinutes) / stepMinutes), longest) * stepMinutes
}
