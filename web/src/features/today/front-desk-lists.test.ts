import { describe, expect, it } from 'vitest'
import type { BookingListItem, Tariff } from '../../shared/api/types.ts'
import { endTextKey, frontDeskListsOf, isOpenAt, spacesFreeNow } from './front-desk-lists.ts'

const at = (time: string) => `2026-12-01T${time}:00.000Z`
const now = Date.parse(at('12:00'))

const booking = (id: string, from: string, to: string, status = 'confirmed') =>
  ({ id, startsAt: at(from), endsAt: at(to), status }) as BookingListItem
const idsOf = (bookings: BookingListItem[]) => bookings.map(({ id }) => id)

describe('frontDeskListsOf', () => {
  it('lists members as late who have not come although their booking has begun, the longest delay first', () => {
    const lists = frontDeskListsOf(
      [booking('b', '11:55', '13:00'), booking('a', '11:00', '13:00'), booking('over', '10:00', '12:00')],
      now,
    )
    expect(idsOf(lists.late)).toEqual(['a', 'b'])
    expect([lists.here, lists.next]).toEqual([[], []])
  })

  it('lists a member as late when the booking began a minute ago, until then as next', () => {
    const bookings = [booking('now', '12:00', '13:00'), booking('late', '11:59', '13:00')]
    const lists = frontDeskListsOf(bookings, now + 59_999)
    expect([idsOf(lists.late), idsOf(lists.next)]).toEqual([['late'], ['now']])
  })

  it('lists members as here from their check-in, also before the start, until the end', () => {
    const lists = frontDeskListsOf(
      [
        booking('early', '12:10', '13:00', 'checked_in'),
        booking('there', '11:00', '12:30', 'checked_in'),
        booking('gone', '11:00', '12:30', 'completed'),
      ],
      now,
    )
    expect(idsOf(lists.here)).toEqual(['there', 'early'])
  })

  it('lists members as next whose booking starts within three hours and does not wait for approval', () => {
    const lists = frontDeskListsOf(
      [
        booking('late', '14:59', '16:00'),
        booking('soon', '12:01', '13:00'),
        booking('far', '15:00', '16:00'),
        booking('asked', '13:00', '14:00', 'pending'),
      ],
      now,
    )
    expect(idsOf(lists.next)).toEqual(['soon', 'late'])
  })
})

describe('spacesFreeNow', () => {
  const context = { now, zone: 'UTC', tariffs: undefined }
  const space = (id: string) => ({ id, tariffId: `tariff of ${id}`, bufferBeforeMinutes: 10 })
  const openUntilNight = { open: [{ startsAt: at('08:00'), endsAt: at('22:00') }], busy: [] }

  it('lists the spaces that are free now, with the end of the free time, the latest end first; not a space that is not loaded yet', () => {
    const range = (from: string, to: string) => [{ startsAt: at(from), endsAt: at(to) }]
    const timesOfSpaces = [
      { ...openUntilNight, spaceId: 'short', free: range('12:00', '13:00') },
      { ...openUntilNight, spaceId: 'ended', free: range('10:00', '12:00') },
      { ...openUntilNight, spaceId: 'long', free: range('11:00', '18:00') },
      { ...openUntilNight, spaceId: 'just added', free: range('11:00', '18:00') },
    ]
    const spaces = ['short', 'ended', 'long'].map(space)
    expect(spacesFreeNow(spaces, timesOfSpaces, context)).toEqual([
      { space: space('long'), until: Date.parse(at('18:00')), start: now },
      { space: space('short'), until: Date.parse(at('13:00')), start: now },
    ])
  })

  it('includes a free time that begins within two minutes, because the service rounds its start up and the clock of the screen may be behind', () => {
    const from = (time: string) => [{ startsAt: at(time), endsAt: at('18:00') }]
    const timesOfSpaces = [
      { ...openUntilNight, spaceId: 'rounded', free: from('12:02') },
      { ...openUntilNight, spaceId: 'later', free: from('12:03') },
    ]
    const found = spacesFreeNow(['rounded', 'later'].map(space), timesOfSpaces, context)
    expect(found.map((each) => each.space.id)).toEqual(['rounded'])
  })

  it('leaves out a space whose shortest booking would end after its free time, once the tariffs are loaded; not one whose free time goes on where the loaded times end', () => {
    const [from, to] = [Date.parse(at('10:00')), Date.parse(at('14:00'))]
    const times = (spaceId: string, end: string) => ({
      ...openUntilNight,
      spaceId,
      free: [{ startsAt: at('12:00'), endsAt: at(end) }],
      loaded: { start: from, end: to },
    })
    const timesOfSpaces = [times('too short', '13:59'), times('goes on', '14:00'), times('hourly', '13:30')]
    const spaces = ['too short', 'goes on', 'hourly'].map(space)
    const tariff = (id: string, stepMinutes: number, minMinutes: number) =>
      ({ id: `tariff of ${id}`, stepMinutes, minMinutes, maxMinutes: 600, minLeadMinutes: 0 }) as Tariff
    const tariffs = [tariff('too short', 30, 120), tariff('goes on', 30, 240), tariff('hourly', 60, 60)]
    const found = (part: object) =>
      spacesFreeNow(spaces, timesOfSpaces, { ...context, ...part }).map((each) => each.space.id)
    expect(found({ tariffs })).toEqual(['goes on', 'hourly'])
    expect(found({ tariffs: undefined })).toEqual(['goes on', 'too short', 'hourly'])
  })

  it.each([
    ['was free since the beginning of the running step is listed', {}, ['room']],
    ['opened later is left out', { open: [{ startsAt: at('12:15'), endsAt: at('22:00') }] }, []],
    ['was taken until later is left out', { busy: [{ startsAt: at('11:00'), endsAt: at('12:15') }] }, []],
    [
      'was taken until its own buffer before that beginning is left out',
      { busy: [{ startsAt: at('11:00'), endsAt: at('11:55') }] },
      [],
    ],
    [
      'was taken until that buffer is listed',
      { busy: [{ startsAt: at('11:00'), endsAt: at('11:50') }] },
      ['room'],
    ],
  ])('of hourly steps, a space that %s', (_, times, ids) => {
    const free = [{ startsAt: at('12:20'), endsAt: at('18:00') }]
    const timesOfSpaces = [{ ...openUntilNight, spaceId: 'room', free, ...times }]
    const limits = { stepMinutes: 60, minMinutes: 60, maxMinutes: 600, minLeadMinutes: 0 }
    const tariffs = [{ id: 'tariff of room', ...limits } as Tariff]
    const found = spacesFreeNow([space('room')], timesOfSpaces, {
      ...context,
      now: Date.parse(at('12:20')),
      tariffs,
    })
    expect(found.map((each) => each.space.id)).toEqual(ids)
  })
})

describe('isOpenAt', () => {
  it('is true while any space is open, its closing time excluded, and where there is no space', () => {
    const timesOfSpaces = [
      { open: [{ startsAt: at('09:00'), endsAt: at('12:00') }] },
      { open: [{ startsAt: at('12:00'), endsAt: at('12:30') }] },
    ]
    const states = ['08:59', '09:00', '12:00', '12:29', '12:30'].map((time) =>
      isOpenAt(timesOfSpaces, Date.parse(at(time))),
    )
    expect(states).toEqual([false, true, true, true, false])
    expect(isOpenAt([{ open: [] }], now)).toBe(false)
    expect(isOpenAt([], now)).toBe(true)
  })
})

it.each([
  ['2026-12-01T20:30:00Z', 'until'],
  ['2026-12-01T21:00:00Z', 'until'],
  ['2026-12-02T11:00:00Z', 'untilTomorrow'],
  ['2026-12-02T21:00:00Z', 'untilEndOfTomorrow'],
] as const)('At 22:00 in Moscow, the end of a time that is free until %s has the text %s', (until, name) => {
  expect(endTextKey(Date.parse(until), Date.parse('2026-12-01T19:00:00Z'), 'Europe/Moscow')).toBe(name)
})
