import { describe, expect, it } from 'vitest'
import type { Tariff } from '../api/types.ts'
import { instantOf, wallClock } from '../format/zoned.ts'
import { type Block, wholeRange } from './block.ts'
import { blocksOf, bookableRangeOf, rangeOf, stepsOf } from './day-blocks.ts'
import { bookablePart, type Range } from './scale.ts'

const date = '2026-12-02'
const at = (time: string) => Date.parse(`${date}T${time}:00Z`)
const range = (from: string, to: string) => ({ startsAt: `${date}T${from}:00Z`, endsAt: `${date}T${to}:00Z` })
const labels = {
  free: 'free',
  busy: 'taken',
  closed: 'closed',
  past: 'over',
  buffer: 'between',
  short: 'too short',
  tooLate: 'too late',
  tooEarly: 'too early',
  unavailable: 'unavailable',
}
const steps = { zone: 'UTC', stepMs: 1_800_000, minLengthMs: 3_600_000 }
const window = { start: at('08:00'), end: at('20:00') }
const always = { start: 0, end: at('23:59') }
type Own = { id: string; title: string; status: string; startsAt: string; endsAt: string }
const blockOf = ({ id, title, status, ...times }: Own): Block => ({
  ...rangeOf(times),
  id,
  look: status === 'pending' ? 'waiting' : 'mine',
  label: `mine ${title}`,
})
const read = (
  day: Parameters<typeof blocksOf>[0],
  own: object[] = [],
  now = at('00:00'),
  bookableRange = always,
) =>
  blocksOf(day, (own as Own[]).map(blockOf), { window, now, labels, steps, bookableRange })
    .sort((a, b) => a.start - b.start)
    .map(({ look, label, start, end }) => {
      const clock = (instant: number) => new Date(instant).toISOString().slice(11, 16)
      return `${clock(start)}–${clock(end)} ${look} ${label}`
    })

describe('the day of a space', () => {
  it('is closed outside its hours, and free or taken within', () => {
    const day = {
      spaceId: 'a',
      open: [range('09:00', '13:00'), range('14:00', '19:00')],
      busy: [range('10:00', '11:00')],
      free: [range('09:00', '10:00'), range('11:00', '13:00'), range('14:00', '19:00')],
    }
    expect(read(day)).toEqual([
      '08:00–09:00 closed closed',
      '09:00–10:00 free free',
      '10:00–11:00 busy taken',
      '11:00–13:00 free free',
      '13:00–14:00 closed closed',
      '14:00–19:00 free free',
      '19:00–20:00 closed closed',
    ])
  })

  it('shows the past time, and the buffer between two bookings', () => {
    const day = {
      spaceId: 'a',
      open: [range('08:00', '20:00')],
      busy: [range('12:00', '13:00')],
      free: [range('10:00', '11:30'), range('13:30', '20:00')],
    }
    expect(read(day, [], at('10:00'))).toEqual([
      '08:00–10:00 unbookable over',
      '10:00–11:30 free free',
      '11:30–12:00 busy between',
      '12:00–13:00 busy taken',
      '13:00–13:30 busy between',
      '13:30–20:00 free free',
    ])
  })

  it('offers no period that is shorter than the shortest booking, and labels it', () => {
    const day = {
      spaceId: 'a',
      open: [range('08:00', '20:00')],
      busy: [range('09:00', '12:00'), range('12:45', '20:00')],
      free: [range('08:00', '09:00'), range('12:00', '12:45')],
    }
    expect(read(day)).toContain('12:00–12:45 busy too short')
    expect(read(day)).toContain('08:00–09:00 free free')
  })

  it('labels the times for which it is too late or too early to book', () => {
    const day = { spaceId: 'a', open: [range('08:00', '20:00')], busy: [], free: [range('08:00', '20:00')] }
    expect(read(day, [], at('00:00'), { start: at('10:00'), end: at('18:00') })).toEqual([
      '08:00–10:00 unbookable too late',
      '10:00–18:00 free free',
      '18:00–20:00 unbookable too early',
    ])
  })

  it('draws nothing of a free time that begins on an earlier day, or of its bookable part that begins on a later one, outside the window', () => {
    const free = [{ startsAt: '2026-12-01T08:00:00Z', endsAt: '2026-12-03T20:00:00Z' }]
    const day = { spaceId: 'a', open: free, busy: [], free }
    const lead = (time: string) => ({ start: Date.parse(time), end: Date.parse('2026-12-04T00:00:00Z') })
    const drawn = (range: Range) => read(day, [], Date.parse('2026-12-01T08:00:00Z'), range)
    expect(drawn(lead('2026-12-01T10:00:00Z'))).toEqual(['08:00–20:00 free free'])
    expect(drawn(lead('2026-12-03T10:00:00Z'))).toEqual(['08:00–20:00 unbookable too late'])
  })

  it('shows my own booking in place of the taken time, with its buffers taken', () => {
    const day = {
      spaceId: 'a',
      open: [range('08:00', '20:00')],
      busy: [range('09:45', '11:15')],
      free: [range('08:00', '09:45'), range('11:15', '20:00')],
    }
    const own = [{ id: 'x', title: 'Talk', status: 'confirmed', ...range('10:00', '11:00') }]
    expect(read(day, own)).toEqual([
      '08:00–09:45 free free',
      '09:45–10:00 busy taken',
      '10:00–11:00 mine mine Talk',
      '11:00–11:15 busy taken',
      '11:15–20:00 free free',
    ])
    expect(read(day, [{ ...own[0], status: 'pending' }])).toContain('10:00–11:00 waiting mine Talk')
  })
})

it('The soonest free time keeps its id while its beginning moves with the clock; every free time of a row has an id of its own', () => {
  const freeAt = (now: number, leadMinutes: number) => {
    // The service returns free time from the next whole minute on.
    const free = [
      { startsAt: new Date(now + 30_000).toISOString(), endsAt: `${date}T12:00:00Z` },
      range('14:00', '20:00'),
    ]
    const day = { spaceId: 'a', open: [range('08:00', '20:00')], busy: [], free }
    const bookableRange = { start: now + leadMinutes * 60_000, end: at('23:59') }
    const blocks = blocksOf(day, [], { window, now, labels, steps, bookableRange })
    return blocks.filter(({ look }) => look === 'free')
  }
  for (const leadMinutes of [0, 60]) {
    const [before, after] = [freeAt(at('09:00'), leadMinutes), freeAt(at('09:01'), leadMinutes)]
    expect(after[0]?.start).not.toBe(before[0]?.start)
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(new Set(before.map(({ id }) => id)).size).toBe(2)
  }
})

it('The open time of a space that is not available is neither free nor a break between bookings', () => {
  const day = { spaceId: 'a', open: [range('08:00', '20:00')], busy: [range('10:00', '11:00')], free: [] }
  const blocks = blocksOf(day, [], {
    ...{ window, now: at('09:00'), labels, steps, bookableRange: always, isUnavailable: true },
  })
  expect(blocks.toSorted((a, b) => a.start - b.start).map(({ look, label }) => `${look} ${label}`)).toEqual([
    'unbookable over',
    'unbookable unavailable',
    'busy taken',
    'unbookable unavailable',
  ])
})

describe('the running step of staff', () => {
  const freeUntil = (to: string) => ({
    spaceId: 'a',
    open: [range('08:00', '20:00')],
    busy: [],
    free: [range('09:00', to)],
  })
  const drawn = (leadMinutes: number, to = '20:00') =>
    blocksOf(freeUntil(to), [], {
      window,
      now: at('09:10'),
      labels,
      steps,
      bookableRange: { start: at('09:10') + leadMinutes * 60_000, end: at('23:59') },
      runningStart: at('09:00'),
    })
      .filter(({ start, end }) => start >= at('09:00') && end <= at(to))
      .map(({ look, start, end, usable }) => ({ look, start, end, ...(usable && { usable }) }))

  it('is free time of its own where the steps after it are too near for the lead time: only the shortest booking, from its beginning, can be chosen', () => {
    expect(drawn(60)).toEqual([
      {
        look: 'free',
        start: at('09:00'),
        end: at('09:30'),
        usable: { start: at('09:00'), end: at('10:00') },
      },
      { look: 'unbookable', start: at('09:30'), end: at('10:10') },
      {
        look: 'free',
        start: at('10:10'),
        end: at('20:00'),
        usable: { start: at('10:30'), end: at('20:00') },
      },
    ])
  })

  it('is one free time with the steps after it where the lead time excludes none of them', () => {
    const range = { start: at('09:00'), end: at('20:00') }
    expect(drawn(0)).toEqual([{ look: 'free', ...range, usable: range }])
    expect(drawn(20)).toEqual(drawn(0))
  })

  it('is not free where the shortest booking does not fit', () => {
    expect(drawn(60, '09:50')).toEqual([{ look: 'unbookable', start: at('09:00'), end: at('09:50') }])
  })
})

describe('when a tariff lets a booking start', () => {
  it('begins the lead time after now, and ends with the last day of the advance limit by the clock of the location', () => {
    const tariff = { minLeadMinutes: 90, maxAdvanceDays: 2, stepMinutes: 30, minMinutes: 30 } as Tariff
    expect(bookableRangeOf(tariff, Date.parse('2026-12-01T22:00:00Z'), 'Europe/Moscow')).toEqual({
      start: Date.parse('2026-12-01T23:30:00Z'),
      end: Date.parse('2026-12-04T21:00:00Z'),
    })
  })
})

it.each(['2026-03-29', '2026-06-01', '2026-10-25'])(
  'Long steps are counted by the wall clock, as the service counts them, also on a day of 23 or 25 hours (%s)',
  (day) => {
    const zone = 'Europe/Berlin'
    const tariff = { stepMinutes: 240, minMinutes: 240 } as Tariff
    const steps = stepsOf(tariff, zone)
    const [opens, closes] = ['09:00', '21:00'].map((time) => instantOf({ date: day, time }, zone))
    const part = bookablePart(steps, { start: opens ?? 0, end: closes ?? 0 })
    expect(part && wallClock(part.start, zone)).toEqual({ date: day, time: '12:00' })
  },
)

it('A booking that begins before the window or ends after it is drawn in part, and its block has the times of the whole booking', () => {
  const times = { start: at('18:00'), end: at('23:00') }
  const booking: Block = { ...times, id: 'own', look: 'mine', label: 'mine' }
  const day = { spaceId: 'a', open: [range('08:00', '20:00')], busy: [range('18:00', '23:00')], free: [] }
  const blocks = blocksOf(day, [booking], { window, now: at('00:00'), labels, steps, bookableRange: always })
  const drawn = blocks.find(({ id }) => id === 'own')
  expect(drawn).toMatchObject({ start: at('18:00'), end: at('20:00') })
  expect(drawn && wholeRange(drawn)).toEqual(times)
})
