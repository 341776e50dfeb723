import { describe, expect, it } from 'vitest'
import type { BookingListItem } from '../../shared/api/types.ts'
import { bookingBlocks, scheduledSpaces, withRunningStep } from './booking-blocks.ts'

const iso = (time: string) => `2026-12-01T${time}:00.000Z`
const at = (time: string) => Date.parse(iso(time))
const range = (from: string, to: string) => ({ startsAt: iso(from), endsAt: iso(to) })
const booking = (id: string, from: string, to: string, status = 'confirmed') =>
  ({ id, status, ...range(from, to) }) as BookingListItem
const context = { now: at('12:10'), labelOf: () => '', isMovable: () => false, onOpen: () => undefined }

describe('the bookings of a day at the front desk', () => {
  it('are drawn, but not cancelled ones and those that ended before their start; one that ended early is drawn until now, or until the booking that took the rest of its time', () => {
    const blocks = bookingBlocks(
      [
        booking('left', '11:00', '13:00', 'completed'),
        booking('gone', '11:30', '12:00', 'cancelled'),
        booking('absent', '12:00', '13:00', 'no_show'),
        booking('early', '12:30', '13:00', 'completed'),
        booking('asked', '14:00', '15:00', 'pending'),
      ],
      context,
    )
    expect(blocks.map(({ id, look, end }) => [id, look, end])).toEqual([
      ['left', 'completed', at('12:00')],
      ['absent', 'noShow', at('12:10')],
      ['asked', 'waiting', at('15:00')],
    ])
    const freed = [booking('absent', '11:00', '13:00', 'no_show'), booking('walkIn', '12:00', '12:30')]
    expect(bookingBlocks(freed, context).map(({ end }) => end)).toEqual([at('12:00'), at('12:30')])
  })

  it('are not drawn over each other where a walk-in has taken all the time of one that ended early', () => {
    const madeAt = (time: string, made: BookingListItem) => ({ ...made, createdAt: iso(time) })
    const absent = madeAt('08:00', booking('absent', '12:00', '13:00', 'no_show'))
    const walkIn = madeAt('12:05', booking('walkIn', '12:00', '13:00', 'checked_in'))
    const left = madeAt('12:05', booking('left', '12:00', '13:00', 'completed'))
    const idsOf = (bookings: BookingListItem[]) => bookingBlocks(bookings, context).map(({ id }) => id)
    expect(idsOf([absent, walkIn])).toEqual(['walkIn'])
    expect(idsOf([absent, left])).toEqual(['left'])
    // A booking may also be moved to the freed time.
    expect(idsOf([left, { ...walkIn, createdAt: iso('07:00') }])).toEqual(['walkIn'])
  })
})

it('The schedule has the spaces that are open for booking, and of the others those with bookings and the chosen one', () => {
  const spaces = [
    { id: 'open', isActive: true },
    { id: 'booked', isActive: false },
    { id: 'cancelled', isActive: false },
    { id: 'empty', isActive: false },
  ]
  const bookings = [
    { spaceId: 'booked', status: 'confirmed' },
    { spaceId: 'cancelled', status: 'cancelled' },
  ] as const
  const idsWith = (chosenId?: string) => scheduledSpaces(spaces, [...bookings], chosenId).map(({ id }) => id)
  expect(idsWith()).toEqual(['open', 'booked'])
  expect(idsWith('empty')).toEqual(['open', 'booked', 'empty'])
})

describe('the running step', () => {
  const steps = { zone: 'UTC', stepMs: 15 * 60_000, minLengthMs: 0 }
  const day = (opens: string, busy: ReturnType<typeof range>[]) => ({
    spaceId: 'a',
    open: [range(opens, '20:00')],
    busy,
    free: [range('12:10', '14:00'), range('15:00', '20:00')],
  })
  const firstFree = (opens: string, before: BookingListItem[], busy: ReturnType<typeof range>[] = []) =>
    withRunningStep(day(opens, busy), bookingBlocks(before, context), steps, context.now).free.map(
      ({ startsAt }) => startsAt,
    )

  it('is free from its beginning, which the steps of the tariff define', () => {
    expect(firstFree('08:00', [])).toEqual([iso('12:00'), iso('15:00')])
  })

  it('is free from its beginning where a booking ended early', () => {
    expect(firstFree('08:00', [booking('absent', '11:00', '16:00', 'no_show')])[0]).toBe(iso('12:00'))
    expect(firstFree('08:00', [booking('left', '11:00', '16:00', 'completed')])[0]).toBe(iso('12:00'))
    expect(firstFree('08:00', [booking('over', '11:00', '12:05', 'completed')])[0]).toBe(iso('12:05'))
  })

  it('is free from the end of the previous booking or its buffer, or from the opening', () => {
    expect(firstFree('08:00', [booking('a', '11:00', '12:05')])[0]).toBe(iso('12:05'))
    expect(firstFree('08:00', [], [range('11:00', '12:08')])[0]).toBe(iso('12:08'))
    expect(firstFree('12:07', [])[0]).toBe(iso('12:07'))
  })
})
