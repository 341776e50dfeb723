import { expect, it } from 'vitest'
import { isMailStillTrue } from './booking.composer.ts'

const booking = (awaitsCancellation: boolean) => ({
  status: 'confirmed' as const,
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
  // The booking may have left the closure by that move.
  ['moved', false, true],
  ['moved', true, true],
  ['cancelled', false, false],
] as const)(
  'mail %s of a confirmed booking that awaits its cancellation (%s) is true: %s',
  (kind, awaits, expected) => {
    expect(isMailStillTrue(kind, booking(awaits), halfAnHourBefore)).toBe(expected)
  },
)
