import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { TimeRange } from '../../server/src/shared/time-range.ts'
import { requestedCount } from '../requested-count.ts'
import type { Span } from './oracle.ts'

// `PROPERTY_RUNS=3000` searches longer for a counterexample than the test suite has time for.
const requestedRuns = requestedCount('PROPERTY_RUNS')

/**
 * How often `fc.assert` tries a property: `defaultRuns` times, or `PROPERTY_RUNS` times where that is set. With `isSlow` no try begins once
 * the time limit is over: a minute, and in addition 0.1 s for each try that `PROPERTY_RUNS` requests.
 */
export const tries = (
  defaultRuns = 100,
  { isSlow = false } = {},
): Pick<fc.Parameters, 'numRuns' | 'interruptAfterTimeLimit'> => ({
  numRuns: requestedRuns ?? defaultRuns,
  ...(isSlow && { interruptAfterTimeLimit: 60_000 + (requestedRuns ?? 0) * 100 }),
})

/** Fails with the simplest counterexample found in `defaultRuns` tries, or in `PROPERTY_RUNS` tries where that is set. */
export function assertProperty<T>(
  arbitrary: fc.Arbitrary<T>,
  property: (value: T) => void,
  defaultRuns: number,
): void {
  const run = (value: T) => {
    property(value)
  }
  fc.assert(fc.property(arbitrary, run), tries(defaultRuns))
}

/**
 * Does what `assertProperty` does for an asynchronous property, such as requests to the service; the tries run one after another.
 * The first tries are the `examples`.
 */
export const assertAsyncProperty = <T>(
  arbitrary: fc.Arbitrary<T>,
  property: (value: T) => Promise<void>,
  defaultRuns: number,
  examples: T[] = [],
): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, property), {
    ...tries(defaultRuns),
    examples: examples.map((example) => [example]),
  })

/** Zones with every kind of clock change: none, odd offsets, half an hour, at midnight, a skipped day, a date that occurs twice. */
export const zones = [
  'UTC',
  'Europe/Moscow', // no clock change since 2014
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu', // +05:45
  'Australia/Lord_Howe', // changes by 30 minutes
  'America/Sao_Paulo', // until 2019 changed from 00:00 to 01:00 and back to 23:00
  'Asia/Beirut', // changes at midnight like Sao Paulo, to this day
  'America/Santiago',
  'Africa/Cairo', // four clock changes in 2010
  'Africa/Casablanca', // set back for one month
  'Antarctica/Troll', // changes by two hours
  'Pacific/Apia', // skipped 30 December 2011
  'America/St_Johns', // until 2011 changed at 00:01, back into the day before
]

const minute = 60_000
const years = { from: Date.parse('2000-01-01T00:00Z'), to: Date.parse('2035-01-01T00:00Z') }
// Clock changes of few years, so that the oracle finds most of its readings in its cache; a search with PROPERTY_RUNS takes every year.
const yearsOfChanges = /^(2010|2011|2017|2026)/

/** Instants of the clock changes in `zones`. */
const clockChanges = zones.flatMap((timeZone) => {
  const changes: { timeZone: string; at: string }[] = []
  let clock = Temporal.Instant.fromEpochMilliseconds(years.from).toZonedDateTimeISO(timeZone)
  for (;;) {
    const next = clock.getTimeZoneTransition('next')
    if (!next || next.epochMilliseconds >= years.to) return changes
    const at = next.toInstant().toString()
    if (requestedRuns !== null || yearsOfChanges.test(at)) changes.push({ timeZone, at })
    clock = next
  }
})

export type ZonedSpan = Span & { timeZone: string }

const spanOf = (start: number, minutes: number): Span => ({
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(start + minutes * minute).toISOString(),
})

const spanAnywhere = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    minute: fc.nat((years.to - years.from) / minute),
    length: fc.integer({ min: 1, max: 1_800 }),
  })
  .map(
    ({ timeZone, length, ...from }): ZonedSpan => ({
      timeZone,
      ...spanOf(years.from + from.minute * minute, length),
    }),
  )

// Mostly the night of the clock change, sometimes also the day before and the day after.
const minutesAway = fc.oneof({ arbitrary: fc.nat(240), weight: 2 }, { arbitrary: fc.nat(1_500), weight: 1 })

const spanAcrossChange = fc
  .record({
    change: fc.constantFrom(...clockChanges),
    before: minutesAway,
    after: minutesAway,
  })
  .map(
    ({ change: { timeZone, at }, before, after }): ZonedSpan => ({
      timeZone,
      ...spanOf(Date.parse(at) - before * minute, before + after + 1),
    }),
  )

/** A time range in some zone, on whole minutes, up to two days long; five of six ranges contain a clock change. */
export const zonedSpans: fc.Arbitrary<ZonedSpan> = fc.oneof(
  { arbitrary: spanAcrossChange, weight: 5 },
  { arbitrary: spanAnywhere, weight: 1 },
)

export const rangeOfSpan = ({ startsAt, endsAt }: Span): TimeRange => ({
  start: Date.parse(startsAt),
  end: Date.parse(endsAt),
})

const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

// Clocks are changed at night, so edges of rules and hours are placed there more often than elsewhere.
const minuteOfDay = fc.oneof(
  fc.constantFrom(0, 1, 30, 60, 90, 120, 150, 180, 1380, 1410, 1439, 1440),
  fc.nat(1_440),
)

/** `{from, to}` as wall-clock texts with `from < to`. */
export const timesOfDay = fc
  .uniqueArray(minuteOfDay, { minLength: 2, maxLength: 2 })
  .map((two) => two.sort((a, b) => a - b).map(clockText) as [string, string])

const openDay = fc.record({
  edges: fc.oneof(fc.constant<number[]>([0, 1_440]), fc.uniqueArray(minuteOfDay, { maxLength: 6 })),
  touching: fc.boolean(),
})

/** Opening hours as clients send them: several intervals a weekday, in any order, some touching, none overlapping. */
export const openingWeeks = fc
  .record({ days: fc.array(openDay, { minLength: 7, maxLength: 7 }), shift: fc.nat(20) })
  .map(({ days, shift }) => {
    const weekly = days.flatMap(({ edges, touching }, day) => {
      const times = edges.sort((a, b) => a - b).map(clockText)
      return times.flatMap((opens, index) => {
        const closes = times[index + 1]
        const isInterval = closes !== undefined && (touching || index % 2 === 0)
        return isInterval ? [{ weekday: day + 1, opens, closes }] : []
      })
    })
    return { weekly: [...weekly.slice(shift), ...weekly.slice(0, shift)] }
  })
