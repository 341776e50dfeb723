import type { BookingListItem } from '../api/types.ts'
import { checkInMs, noShowMs } from './listed-actions.ts'

/** From when a booking can be checked in, and until when it must be, where that is required. Pure. */
export function checkInTimes({ startsAt, endsAt }: Pick<BookingListItem, 'startsAt' | 'endsAt'>) {
  const start = Date.parse(startsAt)
  return { from: start - checkInMs, until: Math.min(start + noShowMs, Date.parse(endsAt)) }
}
