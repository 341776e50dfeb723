import { describe, expect, it } from 'vitest'
import { canCancel, canCheckIn, canLeave, canMove } from './booking-rules.ts'

const start = Date.parse('2026-12-01T10:00:00Z')
const minute = 60_000
const booking = (status: 'pending' | 'confirmed' | 'checked_in' | 'completed' | 'cancelled') => ({
  status,
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(start + 60 * minute).toISOString(),
})

describe('what may be done with a booking', () => {
  it('is a check-in from 15 minutes before the start until the end, once it is confirmed', () => {
    expect(canCheckIn(booking('confirmed'), start - 15 * minute - 1)).toBe(false)
    expect(canCheckIn(booking('confirmed'), start - 15 * minute)).toBe(true)
    expect(canCheckIn(booking('confirmed'), start + 60 * minute)).toBe(false)
    expect(canCheckIn(booking('pending'), start)).toBe(false)
  })

  it('is a cancellation before the start, and a move until the end', () => {
    expect(canCancel(booking('pending'), start - 1)).toBe(true)
    expect(canCancel(booking('confirmed'), start)).toBe(false)
    expect(canCancel(booking('cancelled'), start - 1)).toBe(false)
    expect(canMove(booking('checked_in'), start + 59 * minute)).toBe(true)
    expect(canMove(booking('confirmed'), start + 60 * minute)).toBe(false)
    expect(canMove(booking('completed'), start)).toBe(false)
  })

  it('is leaving early once one is checked in and it has begun', () => {
    expect(canLeave(booking('checked_in'), start - 1)).toBe(false)
    expect(canLeave(booking('checked_in'), start)).toBe(true)
  })
})
