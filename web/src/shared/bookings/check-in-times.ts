import type { BookingListItem } from '../api/types.ts'
import { checkInMs } from './listed-actions.ts'

/** Where a check-in is required, a booking becomes a no-show this long after its start. */
const noShowMs = 15 * 60_000

/** From when a booking can be checked in, and until when it must be, where that is required. Pure. */
export function checkInTimes({ startsAt, endsAt }: Pick<BookingListItem, 'startsAt' | 'endsAt'>) {
  const start = Date.parse(startsAt)
  return { from: start - checkInMs, until: Math.min(start + noShowMs, Date.parse(endsAt)) }
}
