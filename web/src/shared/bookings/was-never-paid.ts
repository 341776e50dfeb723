import type { BookingListItem } from '../api/types.ts'
import { liveStatuses } from './live-statuses.ts'

/** Whether a booking has ended without its payment: `holdUntil` stays with a booking that was never paid for. Pure. */
export const wasNeverPaid = ({ status, holdUntil }: Pick<BookingListItem, 'status' | 'holdUntil'>): boolean =>
  holdUntil !== null && !liveStatuses.some((live) => live === status)
