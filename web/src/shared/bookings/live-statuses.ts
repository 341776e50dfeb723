import type { BookingStatus } from '../api/types.ts'

/** The statuses of live bookings, which occupy their slots. */
export const liveStatuses = [
  'awaiting_payment',
  'pending',
  'confirmed',
  'checked_in',
] as const satisfies BookingStatus[]
