import { describe, expect, it } from 'vitest'
import type { BookingListItem } from '../../shared/api/types.ts'
import { hoursOf, placeOf, scaleOf, timeAt, timeBy } from './scale.ts'

const at = (time: string) => Date.parse(`2026-12-01T${time}:00.000Z`)
const range = (from: string, to: string) => ({
  startsAt: new Date(at(from)).toISOString(),
  endsAt: new Date(at(to)).toISOString(),
})
// A day in a zone half an hour off whole ones.
const day = { start: at('00:30'), end: at('00:30') + 24 * 3_600_000 }

describe('scaleOf', () => {
  it('goes from the first to the last hour of anything, by whole hours of that day', () => {
    const booking = range('20:00', '21:00') as BookingListItem
    const scale = scaleOf(day, [range('09:45', '18:00')], [booking])
    expect(scale).toEqual({ start: at('09:30'), end: at('21:30') })
    expect(hoursOf(scale)).toHaveLength(12)
  })

  it('stays inside the day when a booking goes beyond it', () => {
    const before = { ...range('10:00', '11:00'), startsAt: '2026-11-29T00:00:00.000Z' } as BookingListItem
    expect(scaleOf(day, [], [before]).start).toBe(day.start)
  })
})

describe('a place on the scale', () => {
  const scale = { start: at('10:00'), end: at('20:00') }

  it('is in percent of it, cut at its ends, and none outside', () => {
    expect(placeOf(scale, range('12:00', '13:00'))).toEqual({ left: '20.000%', width: '10.000%' })
    expect(placeOf(scale, range('08:00', '11:00'))).toEqual({ left: '0.000%', width: '10.000%' })
    expect(placeOf(scale, range('20:00', '21:00'))).toBeNull()
  })

  it('is read back as the half hour that it lies in, and a drag as so many of them', () => {
    expect(timeAt(scale, 599, 1_000)).toBe(at('15:30'))
    expect(timeBy(scale, 74, 1_000)).toBe(30 * 60_000)
    expect(timeBy(scale, -76, 1_000)).toBe(-60 * 60_000)
  })
})
