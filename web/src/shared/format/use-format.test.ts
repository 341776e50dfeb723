import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useFormat } from './use-format.ts'

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null })
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  vi.useFakeTimers({ now: new Date('2026-12-01T12:00:00.000Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const Shown = ({ instant }: { instant: string }) => useFormat().timeWithDay(instant, 'Europe/Moscow')

it.each([
  ['later today', '2026-12-01T20:59:00.000Z', '23:59'],
  ['tomorrow', '2026-12-01T21:00:00.000Z', 'Wed 2 Dec, 00:00'],
  ['in a month', '2026-12-31T15:00:00.000Z', 'Thu 31 Dec, 18:00'],
  ['next year', '2027-01-08T15:00:00.000Z', 'Fri 8 Jan 2027, 18:00'],
])('A time %s has its day unless that is today in its zone', (_, instant, text) => {
  const plain = (shown: string) => shown.replaceAll('\u00a0', ' ').replace(/(?<=^\w{3}),/, '')
  expect(plain(renderToStaticMarkup(createElement(Shown, { instant })))).toBe(text)
})

const Range = ({ from, to }: { from: string; to: string }) => {
  const format = useFormat()
  return [
    format.range(from, to, 'Europe/Berlin'),
    format.rangeWithYear(from, to, 'Europe/Berlin'),
    format.hour(from, 'Europe/Berlin'),
  ].join(' | ')
}

it.each([
  [
    'before the repeated hour',
    '2026-10-24T23:30:00.000Z',
    '2026-10-25T00:00:00.000Z',
    '01:30–02:00 GMT+2',
    '01',
  ],
  [
    'from the first to the second',
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
    '02:30 GMT+2–02:30 GMT+1',
    '02',
  ],
  ['behind the second', '2026-10-25T01:30:00.000Z', '2026-10-25T02:30:00.000Z', '02:30 GMT+1–03:30', '02'],
  ['a day later', '2026-10-26T01:30:00.000Z', '2026-10-26T02:30:00.000Z', '02:30–03:30', '02'],
])('A time range in the night of a clock change has its offsets: %s', (_, from, to, text, hour) => {
  const [range, rangeWithYear, hourText] = renderToStaticMarkup(createElement(Range, { from, to }))
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '')
    .split(' | ')
  expect(range).toMatch(new RegExp(`, ${text.replaceAll('+', '\\+')}$`))
  expect(rangeWithYear).toMatch(new RegExp(`, ${text.replaceAll('+', '\\+')}$`))
  expect(hourText).toMatch(new RegExp(`^${hour}(:\\d\\d)?$`))
})

const BookingLength = ({ minutes }: { minutes: number }) => useFormat().bookingLength(minutes)

// No texts are loaded here: each is its key.
it.each([
  [90, 'length.both'],
  [1_440, 'length.hours'],
  [2_880, 'length.days'],
  [2_940, 'length.hours'],
  [44_640, 'length.days'],
])(
  'The length of a booking of %i minutes is %s: whole days from two on are counted in days',
  (minutes, key) => {
    expect(renderToStaticMarkup(createElement(BookingLength, { minutes }))).toBe(key)
  },
)
