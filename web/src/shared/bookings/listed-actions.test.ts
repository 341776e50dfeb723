import fc from 'fast-check'
import { expect, it } from 'vitest'
import { actionsOf } from '../../../../server/src/modules/bookings/booking.possible-actions.ts'
import { statusAt } from '../../../../server/src/modules/bookings/booking.states.ts'
import { listedActions } from './listed-actions.ts'

const start = Date.parse('2026-12-01T10:00:00.000Z')
const minute = 60_000
const instant = (ms: number) => new Date(ms).toISOString()

const stored = fc.record({
  status: fc.constantFrom(
    ...([
      'awaiting_payment',
      'pending',
      'confirmed',
      'checked_in',
      'completed',
      'cancelled',
      'rejected',
      'expired',
      'no_show',
    ] as const),
  ),
  minutes: fc.integer({ min: 1, max: 120 }),
  requiresCheckIn: fc.boolean(),
})
const rights = fc.record({ isStaff: fc.boolean(), mayDecide: fc.boolean() })
/** Each instant at which the actions may change (`edge`), a millisecond before and after it, and any other instants. */
const instants = (minutes: number) =>
  fc
    .record({
      edge: fc.constantFrom(-15, -5, 0, 15, minutes),
      off: fc.oneof(fc.integer({ min: -1, max: 1 }), fc.integer()),
    })
    .map(({ edge, off }) => start + edge * minute + (off % (200 * minute)))
const moment = stored.chain((booking) => instants(booking.minutes).map((now) => ({ booking, now })))

it('The actions that a list offers equal those that the service returns for one booking', () => {
  fc.assert(
    fc.property(moment, rights, ({ booking: { minutes, ...rest }, now }, by) => {
      const times = { startsAt: instant(start), endsAt: instant(start + minutes * minute) }
      const holdUntil = rest.status === 'awaiting_payment' ? instant(start - 5 * minute) : null
      const row = { ...rest, ...times, holdUntil, awaitsCancellation: false }
      const listed = { ...row, status: statusAt(row, now) }
      // A list does not say whether the owner is blocked; the service then refuses, and says why.
      expect(listedActions(listed, by, now)).toEqual(actionsOf(row, { ...by, isOwnerBlocked: false }, now))
    }),
    { numRuns: 2_000 },
  )
})

it('A list that was fetched some time ago offers no action whose time has passed', () => {
  const times = { startsAt: instant(start), endsAt: instant(start + 60 * minute) }
  const booking = { ...times, holdUntil: null, requiresCheckIn: false }
  const staff = { isStaff: true, mayDecide: true }
  expect(listedActions({ ...booking, status: 'pending' }, staff, start)).toEqual([])
  const end = start + 60 * minute
  expect(listedActions({ ...booking, status: 'confirmed' }, staff, end)).toEqual([])
  expect(listedActions({ ...booking, status: 'checked_in' }, staff, end)).toEqual([])
  const awaited = { ...booking, requiresCheckIn: true }
  expect(listedActions({ ...awaited, status: 'confirmed' }, staff, start + 15 * minute)).toEqual([])
})
