import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  assertProperty,
  rangeOfSpan,
  timesOfDay,
  zonedSpans,
  zones,
} from '../../../testing/oracles/arbitraries.ts'
import { minutesOfSpan, readClock, spansOf } from '../../../testing/oracles/oracle.ts'
import { minuteOfDay } from './local-time.ts'
import { instantsOf, union } from './time-range.ts'
import { dayPieces, isoWeekday, offsetSpans, wallClock, withinDay, zoneNameOf } from './zone.ts'

const minute = 60_000
const dateOf = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)
const timeOf = (ms: number) => new Date(ms).toISOString().slice(11, 16)

describe('zoneNameOf', () => {
  it.each(zones)('knows %s', (zone) => expect(zoneNameOf(zone)).toBe(zone))
  it('writes a zone as IANA does, whatever its letter case, and keeps an older name', () => {
    const names = ['europe/moscow', 'AMERICA/PORT-AU-PRINCE', 'Europe/Kiev', 'utc']
    expect(names.map(zoneNameOf)).toEqual(['Europe/Moscow', 'America/Port-au-Prince', 'Europe/Kiev', 'UTC'])
  })
  it.each([
    ['no such place', 'Europe/Atlantis'],
    ['nothing', ''],
    ['an offset, which knows no clock changes', '+03:00'],
    ['an offset by another name, whose sign is the other way round', 'Etc/GMT+3'],
    ['the same in small letters', 'etc/gmt+3'],
    ['a zone that only the runtime knows', 'SystemV/PST8'],
    ['a zone that IANA has dropped', 'US/Pacific-New'],
    ['another, in small letters', 'canada/east-saskatchewan'],
    ['a zone with blanks', ' Europe/Moscow'],
    ['a date', '2026-12-01'],
  ])('refuses %s', (_, zone) => expect(zoneNameOf(zone)).toBeNull())
})

describe('wallClock', () => {
  it('equals the oracle’s clock, at every minute, in every zone', () =>
    assertProperty(
      zonedSpans,
      ({ timeZone, ...span }) => {
        const at = rangeOfSpan(span).start
        const { date, timeOfDay } = wallClock(timeZone, at)
        const { weekday, ...clock } = readClock(timeZone, at)
        expect({ date: dateOf(date), time: timeOf(timeOfDay) }).toEqual(clock)
        expect(isoWeekday(date)).toBe(weekday)
      },
      500,
    ))

  it('equals the runtime’s own calendar', () => {
    const formats = new Map(
      zones.map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
      ]),
    )
    assertProperty(
      zonedSpans,
      ({ timeZone, startsAt }) => {
        const at = Date.parse(startsAt)
        const { date, timeOfDay } = wallClock(timeZone, at)
        const shown = new Date(date * 86_400_000 + timeOfDay).toISOString().slice(0, 19).replace('T', ' ')
        expect(shown).toBe(formats.get(timeZone)?.format(at))
      },
      500,
    )
  })

  it('reads seconds and milliseconds, too', () =>
    expect(wallClock('Asia/Kathmandu', Date.parse('2026-12-01T10:15:30.250+05:45')).timeOfDay).toBe(
      ((10 * 60 + 15) * 60 + 30) * 1_000 + 250,
    ))

  it('reads instants before 1970 and far ahead', () => {
    expect(wallClock('UTC', -1)).toEqual({ date: -1, timeOfDay: 86_399_999 })
    expect(dateOf(wallClock('Europe/Berlin', Date.parse('2099-07-01T00:00:00+02:00')).date)).toBe(
      '2099-07-01',
    )
  })
})

describe('offsetSpans', () => {
  it('cover the time without gaps, and are cut exactly where the offset changes', () =>
    assertProperty(
      zonedSpans,
      ({ timeZone, ...span }) => {
        const spans = offsetSpans(timeZone, rangeOfSpan(span))
        expect(spans[0]?.start).toBe(Date.parse(span.startsAt))
        expect(spans.at(-1)?.end).toBe(Date.parse(span.endsAt))
        for (const [index, { end, offset }] of spans.slice(0, -1).entries()) {
          expect(spans[index + 1]?.start).toBe(end)
          expect(spans[index + 1]?.offset).not.toBe(offset)
        }
      },
      300,
    ))

  it('of a year in Berlin are three', () => {
    const year = { start: Date.parse('2026-01-01T00:00Z'), end: Date.parse('2027-01-01T00:00Z') }
    expect(
      offsetSpans('Europe/Berlin', year).map(({ end, offset }) => [
        instantsOf({ start: 0, end }).endsAt,
        offset / minute,
      ]),
    ).toEqual([
      ['2026-03-29T01:00:00.000Z', 60],
      ['2026-10-25T01:00:00.000Z', 120],
      ['2027-01-01T00:00:00.000Z', 60],
    ])
  })

  it('are empty for an empty range', () =>
    expect(offsetSpans('Europe/Berlin', { start: 5, end: 5 })).toEqual([]))
})

describe('dayPieces', () => {
  it('cover the time without gaps, and each has one date at every minute', () =>
    assertProperty(
      zonedSpans,
      ({ timeZone, ...span }) => {
        const pieces = dayPieces(timeZone, rangeOfSpan(span))
        for (const [index, { start }] of pieces.entries())
          expect(start).toBe(pieces[index - 1]?.end ?? Date.parse(span.startsAt))
        expect(pieces.at(-1)?.end).toBe(Date.parse(span.endsAt))
        for (const piece of pieces) {
          const dates = minutesOfSpan(instantsOf(piece)).map((at) => readClock(timeZone, at).date)
          expect(new Set(dates)).toEqual(new Set([dateOf(piece.date)]))
        }
      },
      50,
    ))
})

describe('withinDay', () => {
  it('contains every minute of the piece whose clock is within the times, in any zone', () =>
    assertProperty(
      fc.record({ span: zonedSpans, times: timesOfDay }),
      ({ span: { timeZone, ...span }, times: [from, to] }) => {
        const found = dayPieces(timeZone, rangeOfSpan(span)).flatMap(
          (piece) => withinDay(piece, minuteOfDay(from), minuteOfDay(to)) ?? [],
        )
        const expected = minutesOfSpan(span).filter((at) => {
          const { time } = readClock(timeZone, at)
          return from <= time && time < to
        })
        expect(union(found).map(instantsOf)).toEqual(spansOf(expected))
      },
      50,
    ))
})

describe('isoWeekday', () => {
  it('equals the calendar’s, before and after 1970', () =>
    assertProperty(
      fc.integer({ min: -40_000, max: 60_000 }),
      (days) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days })
        expect(isoWeekday(days)).toBe(date.dayOfWeek)
      },
      300,
    ))
})
