import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  addDays,
  asRead,
  instantOf,
  intervalOf,
  isDay,
  isRepeated,
  minutesOf,
  timeOf,
  UnknownZoneError,
  viewerZone,
  wallClock,
} from './zoned.ts'

const zones = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
]
const minuteMs = 60_000
const years = { min: Date.UTC(2024, 0, 1) / minuteMs, max: Date.UTC(2028, 0, 1) / minuteMs }

describe('a wall clock in a zone', () => {
  it('equals Temporal at every instant', () => {
    fc.assert(
      fc.property(fc.integer(years), fc.constantFrom(...zones), (minute, zone) => {
        const there = Temporal.Instant.fromEpochMilliseconds(minute * minuteMs).toZonedDateTimeISO(zone)
        const date = there.toPlainDate().toString()
        expect(wallClock(minute * minuteMs, zone)).toEqual({
          date,
          time: there.toPlainTime().toString().slice(0, 5),
        })
      }),
    )
  })

  it('gives the instant of Temporal, also in skipped and in repeated hours', () => {
    fc.assert(
      fc.property(fc.integer(years), fc.constantFrom(...zones), (minute, zone) => {
        const local = new Date(minute * minuteMs).toISOString()
        const wall = { date: local.slice(0, 10), time: local.slice(11, 16) }
        const expected = Temporal.PlainDateTime.from(`${wall.date}T${wall.time}`).toZonedDateTime(zone)
        expect(instantOf(wall, zone)).toBe(expected.epochMilliseconds)
      }),
      { numRuns: 500 },
    )
  })

  it('uses the earlier of a repeated hour, and moves a skipped hour behind the jump', () => {
    const at = (date: string, time: string) =>
      new Date(instantOf({ date, time }, 'Europe/Berlin')).toISOString()
    expect(at('2026-10-25', '02:30')).toBe('2026-10-25T00:30:00.000Z')
    expect(at('2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z')
  })

  it('reads a time that a clock change skips as the time that is meant, and any other time as it is', () => {
    const read = (date: string, time: string) => asRead({ date, time }, 'Europe/Berlin')
    expect(read('2027-03-28', '02:30')).toEqual({ date: '2027-03-28', time: '03:30' })
    expect(read('2027-10-31', '02:30')).toEqual({ date: '2027-10-31', time: '02:30' })
    expect(asRead({ date: '2027-10-03', time: '02:00' }, 'Australia/Lord_Howe').time).toBe('02:30')
    expect(read('2027-12-31', '24:00')).toEqual({ date: '2028-01-01', time: '00:00' })
  })

  it('repeats the times that Temporal finds twice', () => {
    const changes = [Date.UTC(2026, 3, 5), Date.UTC(2026, 9, 25), Date.UTC(2026, 10, 1)]
    const hours = fc.integer({ min: -72 * 60, max: 72 * 60 })
    fc.assert(
      fc.property(fc.constantFrom(...changes), hours, fc.constantFrom(...zones), (change, minutes, zone) => {
        const at = change + minutes * minuteMs
        const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
          there.toPlainDateTime().toZonedDateTime(zone, { disambiguation }),
        )
        expect(isRepeated(at, zone)).toBe(earlier?.epochMilliseconds !== later?.epochMilliseconds)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps the second of two repeated hours while day and time are unchanged', () => {
    const second = Date.parse('2026-10-25T01:30:00.000Z')
    const draft = { ...wallClock(second, 'Europe/Berlin'), from: second }
    expect(intervalOf({ ...draft, minutes: 60 }, 'Europe/Berlin')).toEqual({
      startsAt: '2026-10-25T01:30:00.000Z',
      endsAt: '2026-10-25T02:30:00.000Z',
    })
    expect(intervalOf({ ...draft, minutes: 120 }, 'Europe/Berlin').startsAt).toBe('2026-10-25T01:30:00.000Z')
    expect(intervalOf({ ...draft, time: '02:00', minutes: 60 }, 'Europe/Berlin').startsAt).toBe(
      '2026-10-25T00:00:00.000Z',
    )
  })

  it('ends a day at 24:00', () => {
    expect(instantOf({ date: '2026-12-31', time: '24:00' }, 'UTC')).toBe(Date.UTC(2027, 0, 1))
  })
})

describe('dates and times as text', () => {
  it('add days over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
  })

  it('are a day only in full, and in the years that the service accepts', () => {
    for (const day of ['2000-01-01', '2026-12-31', '2199-12-31']) expect(isDay(day)).toBe(true)
    for (const text of [
      undefined,
      '',
      '0002-11-11',
      '1999-12-31',
      '2200-01-01',
      '20275-11-11',
      '2027-13-01',
      '2027-02-29',
      '2027-04-31',
      '2027-1-1',
    ])
      expect(isDay(text)).toBe(false)
  })

  it('turn minutes into a time and back', () => {
    for (const minutes of [0, 1, 59, 60, 615, 1_440]) expect(minutesOf(timeOf(minutes))).toBe(minutes)
  })
})

describe('a browser with unusual time zones', () => {
  afterEach(() => vi.restoreAllMocks())

  it('has a clock that reads UTC where it calls its own zone unknown', () => {
    const options = { ...Intl.DateTimeFormat().resolvedOptions(), timeZone: 'Etc/Unknown' }
    vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(options)
    expect(viewerZone()).toBe('UTC')
  })

  it('gets an error that names a zone that it does not know', () => {
    expect(() => wallClock(0, 'Europe/Atlantis')).toThrow(UnknownZoneError)
    expect(() => wallClock(0, 'Europe/Atlantis')).toThrow('Europe/Atlantis')
  })
})
