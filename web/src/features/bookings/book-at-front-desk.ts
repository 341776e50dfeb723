import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import { ProblemError } from '../../shared/api/problem.ts'
import type { RequestBody, Space } from '../../shared/api/types.ts'
import type { LengthLimits } from '../../shared/ui/length-select.tsx'

export type FrontDeskBooking = {
  booking: RequestBody<'book'> & { userId: string }
  locationId: string
  /**
   * The zone of the location, in which `UnsettledBooking` shows the times while the outcome of the call is unknown: another location may
   * be open by then.
   */
  timeZone: string
  currency: string
  /** The cash that is taken before the booking, in the minor unit; 0 if none is taken. */
  cash: number
  checksIn: boolean
}

/**
 * Takes cash, books, and checks in. All requests have the idempotency key of the action, so a retry after a lost response does nothing twice.
 * Where the booking is refused, the cash stays on the balance; the dialog fetches the balance again before the next attempt.
 */
export async function bookAtFrontDesk(
  { booking, locationId, currency, cash, checksIn }: FrontDeskBooking,
  key: string,
) {
  const header = { 'Idempotency-Key': key }
  if (cash > 0)
    await unwrap(
      api.POST('/api/v1/users/{id}/wallet/entries', {
        params: { path: { id: booking.userId }, header },
        body: { kind: 'top_up', channel: 'cash', amount: cash, currency, locationId },
      }),
    )
  const booked = await unwrap(api.POST('/api/v1/bookings', { body: booking, params: { header } }))
  if (!checksIn || !booked.actions.includes('check_in')) return booked
  const params = { path: { id: booked.id }, header: { ...header, 'If-Match': anyVersion } }
  const checkIn = api.POST('/api/v1/bookings/{id}/check-in', { params })
  return unwrap(checkIn).catch((error: unknown) => {
    // The booking is made, so the form must not offer to book and to pay again. Staff check in from the list.
    if (error instanceof ProblemError) return booked
    throw error
  })
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
