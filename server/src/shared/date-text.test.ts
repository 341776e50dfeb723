import { expect, it } from 'vitest'
import { dateAndTimeText, timeRangeText } from './date-text.ts'

// The clocks of Berlin go back from 03:00 to 02:00 on 25 October 2026, at 01:00 UTC.
it.each([
  ['en', '2026-10-25T00:30Z', '25 October 2026 at 02:30 GMT+2 (Europe/Berlin)'],
  ['en', '2026-10-25T01:30Z', '25 October 2026 at 02:30 GMT+1 (Europe/Berlin)'],
  ['en', '2026-10-25T02:30Z', '25 October 2026 at 03:30 (Europe/Berlin)'],
  ['ru', '2026-10-25T00:30Z', '25 октября 2026 г. в 02:30 GMT+2 (Europe/Berlin)'],
  ['ru', '2026-12-25T00:30Z', '25 декабря 2026 г. в 01:30 (Europe/Berlin)'],
] as const)('in %s, %s is %s', (language, at, text) => {
  expect(dateAndTimeText(at, 'Europe/Berlin', language).replaceAll(/\s/g, ' ')).toBe(text)
})

it.each([
  ['en', '2026-12-10T15:00Z', '2026-12-10T17:00Z', 'Thursday, 10 December 2026, 16:00–18:00'],
  ['ru', '2026-12-10T15:00Z', '2026-12-10T17:00Z', 'четверг, 10 декабря 2026 г., 16:00–18:00'],
  ['en', '2026-10-25T00:30Z', '2026-10-25T01:30Z', 'Sunday, 25 October 2026 at 02:30 GMT+2 – 02:30 GMT+1'],
] as const)('in %s, from %s to %s is %s', (language, startsAt, endsAt, text) => {
  const range = timeRangeText({ startsAt, endsAt }, 'Europe/Berlin', language)
  expect(range.replaceAll(/\s/g, ' ')).toBe(text)
})
