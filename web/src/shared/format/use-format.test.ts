import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rememberLanguage } from '../i18n/language.ts'
import { useFormat } from './use-format.ts'

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null })
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  rememberLanguage('en')
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

const Percent = ({ share }: { share: number }) => {
  const format = useFormat()
  return [format.percent(share), format.percent(share, 2)].join(' | ')
}

it.each([
  [0, '0% | 0%'],
  [0.000_01, '<1% | <0.01%'],
  [0.004_9, '<1% | 0.49%'],
  [0.005, '1% | 0.5%'],
  [1, '100% | 100%'],
])('A share of %d is %s: it is not rounded to nothing', (share, text) => {
  const markup = renderToStaticMarkup(createElement(Percent, { share }))
  expect(markup.replaceAll('&lt;', '<')).toBe(text)
})

const Days = ({ from, to }: { from: string; to: string }) => useFormat().calendarDays(from, to)

it.each([
  ['en', '2026-11-23', '2026-11-29', /^23–\u206029\u00a0Nov\u00a02026$/],
  ['en', '2026-11-30', '2026-12-06', /^30\u00a0Nov\u00a0– 6\u00a0Dec\u00a02026$/],
  ['en', '2026-12-28', '2027-01-03', /^28\u00a0Dec\u00a02026\u00a0– 3\u00a0Jan\u00a02027$/],
  ['ru', '2026-11-23', '2026-11-29', /^23–\u206029\u00a0нояб\.\u00a02026[\u00a0\u202f]г\.$/],
  ['ru', '2026-11-30', '2026-12-06', /^30\u00a0нояб\.\u00a0– 6\u00a0дек\.\u00a02026[\u00a0\u202f]г\.$/],
] as const)(
  'In %s the days from %s to %s are broken over two lines only behind a dash between two dates',
  (language, from, to, text) => {
    rememberLanguage(language)
    expect(renderToStaticMarkup(createElement(Days, { from, to }))).toMatch(text)
  },
)

const WallTimes = () => useFormat().wallTimeRange('09:00', '24:00')

it('A time range of opening hours is not broken over two lines', () => {
  expect(renderToStaticMarkup(createElement(WallTimes))).toBe('09:00–\u206024:00')
})
