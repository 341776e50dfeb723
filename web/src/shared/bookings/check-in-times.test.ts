import { expect, it } from 'vitest'
import { statusAt } from '../../../../server/src/modules/bookings/booking.states.ts'
import { checkInTimes } from './check-in-times.ts'

const booking = { startsAt: '2026-12-01T10:00:00.000Z', endsAt: '2026-12-01T11:00:00.000Z' }

it('The time until which a member must check in is when the service marks the booking as a no-show', () => {
  const { from, until } = checkInTimes(booking)
  const statusThen = (now: number) =>
    statusAt({ ...booking, status: 'confirmed', requiresCheckIn: true, holdUntil: null }, now)
  expect([statusThen(until - 1), statusThen(until)]).toEqual(['confirmed', 'no_show'])
  expect(new Date(from).toISOString()).toBe('2026-12-01T09:45:00.000Z')
})

it('A booking of less than 15 minutes must be checked in before its end', () => {
  const endsAt = '2026-12-01T10:10:00.000Z'
  expect(checkInTimes({ ...booking, endsAt }).until).toBe(Date.parse(endsAt))
})
