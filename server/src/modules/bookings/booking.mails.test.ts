import { expect, it } from 'vitest'
import { bookingMail } from './booking.mails.ts'

const facts = {
  bookingId: '0190d0c0-0000-7000-8000-000000000001',
  version: 1,
  updatedAt: '2026-10-01T06:00:00.000Z',
  totalPrice: 100,
  currency: 'EUR',
  refund: 0,
  reason: '',
  email: 'anna@example.com',
  isProved: true,
  firstName: 'Anna',
  spaceName: 'Hall',
  locationName: 'Loft',
  address: '',
  timeZone: 'Europe/Berlin',
}

// The clocks of Berlin go back from 03:00 to 02:00 on 25 October 2026, at 01:00 UTC.
it.each([
  [
    'en',
    '2026-10-25T00:30Z',
    '2026-10-25T01:30Z',
    'Sunday, October 25, 2026 at 2:30 AM GMT+2 – 2:30 AM GMT+1',
  ],
  [
    'en',
    '2026-10-25T01:30Z',
    '2026-10-25T02:30Z',
    'Sunday, October 25, 2026 at 2:30 AM GMT+1 – 3:30 AM GMT+1',
  ],
  [
    'ru',
    '2026-10-24T23:30Z',
    '2026-10-25T00:15Z',
    'воскресенье, 25 октября 2026 г. в 01:30 GMT+2 – 02:15 GMT+2',
  ],
  [
    'en',
    '2026-10-24T20:00Z',
    '2026-10-25T01:00Z',
    'Saturday, October 24, 2026 at 10:00 PM GMT+2 – Sunday, October 25, 2026 at 2:00 AM GMT+1',
  ],
  ['en', '2026-10-25T02:00Z', '2026-10-25T03:00Z', 'Sunday, October 25, 2026, 3:00 – 4:00 AM'],
  ['en', '2026-03-29T00:30Z', '2026-03-29T01:30Z', 'Sunday, March 29, 2026, 1:30 – 3:30 AM'],
] as const)('a mail in %s says of %s to %s: %s', (locale, startsAt, endsAt, when) => {
  const { text } = bookingMail(
    'moved',
    { ...facts, locale, startsAt, endsAt },
    { calendar: null, sender: '' },
  )
  const [, line] = /(?:When|Когда): (.*) \(Europe\/Berlin\)\n/.exec(text) ?? []
  expect(line?.replaceAll(/\s/g, ' ')).toBe(when)
})
