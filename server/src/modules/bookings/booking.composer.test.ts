import { expect, it } from 'vitest'
import { isMailUpToDate } from './booking.composer.ts'
import type { BookingStatus } from './booking.schema.ts'

const booking = (status: BookingStatus, awaitsCancellation: boolean) => ({
  status,
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T11:00:00.000Z',
  requiresCheckIn: false,
  holdUntil: null,
  awaitsCancellation,
})
const halfAnHourBefore = Date.parse('2026-12-01T09:30:00.000Z')

it.each([
  ['confirmed', false, true],
  ['confirmed', true, false],
  ['reminder', false, true],
  ['reminder', true, false],
  // The move may have taken the booking out of the closed time.
  ['moved', false, true],
  ['moved', true, true],
  ['cancelled', false, false],
] as const)(
  'the mail %s about a confirmed booking (a closure is about to cancel it: %s) is up to date: %s',
  (kind, awaits, expected) => {
    expect(isMailUpToDate(kind, booking('confirmed', awaits), halfAnHourBefore)).toBe(expected)
  },
)

// A move of a booking to a space that requires approval has this mail, too.
it.each([false, true])(
  'the mail that a booking waits for approval is up to date, also where a closure is about to cancel it: %s',
  (awaits) => {
    expect(isMailUpToDate('requested', booking('pending', awaits), halfAnHourBefore)).toBe(true)
  },
)
