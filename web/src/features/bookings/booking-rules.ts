import type { BookingListItem } from '../../shared/api/types.ts'

// What may be offered for a booking now. The service decides; this only spares people buttons that would be refused.

const checkInOpensMs = 15 * 60_000

type Known = Pick<BookingListItem, 'status' | 'startsAt' | 'endsAt'>

export const hasStarted = ({ startsAt }: Known, now: number): boolean => Date.parse(startsAt) <= now

const isOver = ({ endsAt }: Known, now: number) => Date.parse(endsAt) <= now

export const canMove = (booking: Known, now: number): boolean =>
  /^(pending|confirmed|checked_in)$/.test(booking.status) && !isOver(booking, now)

export const canCancel = (booking: Known, now: number): boolean =>
  /^(pending|confirmed)$/.test(booking.status) && !hasStarted(booking, now)

export const canCheckIn = (booking: Known, now: number): boolean =>
  booking.status === 'confirmed' &&
  Date.parse(booking.startsAt) - checkInOpensMs <= now &&
  !isOver(booking, now)

export const canLeave = (booking: Known, now: number): boolean =>
  booking.status === 'checked_in' && hasStarted(booking, now) && !isOver(booking, now)
