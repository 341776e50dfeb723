import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentOf } from '../../../../server/src/shared/money.ts'
import { canCancel, canCheckIn, canLeave, canMove, moveDifference } from './booking-rules.ts'

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

describe('the difference that a move makes', () => {
  it('is charged in full where the new price is higher', () => {
    expect(moveDifference({ totalPrice: 1_000, refundNow: 0 }, 1_500)).toBe(500)
  })

  it('comes back by the percent that the service would refund now, to the kopeck', () => {
    const price = fc.integer({ min: 101, max: 100_000_000 })
    fc.assert(
      fc.property(price, price, fc.integer({ min: 0, max: 100 }), (totalPrice, newTotal, percent) => {
        fc.pre(newTotal < totalPrice)
        const refundNow = percentOf(totalPrice, percent)
        expect(-moveDifference({ totalPrice, refundNow }, newTotal)).toBe(
          percentOf(totalPrice - newTotal, percent) || -0,
        )
      }),
    )
  })
})
