import { expect, it } from 'vitest'
import { bookingMail, type MailKind } from './booking.mails.ts'

const facts = {
  bookingId: '0190d0c0-0000-7000-8000-000000000001',
  version: 1,
  updatedAt: '2026-10-01T06:00:00.000Z',
  totalPrice: 100,
  currency: 'EUR',
  refund: 0,
  paid: 0,
  paidAt: null,
  taxRate: null,
  reason: '',
  email: 'anna@example.com',
  isProved: true,
  firstName: 'Anna',
  lastName: 'Berg',
  spaceName: 'Hall',
  locationName: 'Loft',
  address: '',
  locationAccess: '',
  spaceAccess: '',
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

const paid = {
  ...facts,
  startsAt: '2026-12-01T08:00Z',
  endsAt: '2026-12-01T09:00Z',
  totalPrice: 12_000,
  paid: 12_000,
  paidAt: '2026-11-30T09:05:00.000Z',
  taxRate: 2_000,
}
const textOf = (kind: MailKind, more: object = {}) =>
  bookingMail(kind, { ...paid, locale: 'en', ...more }, { calendar: null, sender: '' }).text.replaceAll(
    /[\u00A0\u202F]/g,
    ' ',
  )

it('the mail of a paid booking is its receipt: who paid, when, how much, and the tax in it', () => {
  expect(textOf('confirmed')).toContain(
    [
      'Paid from your balance: EUR 120.00',
      'Including tax 20%: EUR 20.00',
      'Paid on: November 30, 2026 at 10:05 AM (Europe/Berlin)',
      'Paid by: Anna Berg',
      `Booking number: ${facts.bookingId}`,
    ].join('\n'),
  )
  expect(textOf('moved', { locale: 'ru' })).toContain('В том числе налог 20 %: 20,00 EUR')
})

it('a receipt shows no tax without a rate, what was kept of a cancelled booking, and no name to an address that is not proved', () => {
  expect(textOf('confirmed', { taxRate: null })).not.toContain('tax')
  expect(textOf('cancelled', { paid: 6_000 })).toContain('Kept: EUR 60.00\nIncluding tax 20%: EUR 10.00')
  expect(textOf('cancelled', { paid: 0 })).not.toContain('Kept')
  expect(textOf('reminder')).not.toContain('Paid')
  expect(textOf('confirmed', { isProved: false })).toContain('Paid by: anna@example.com')
})
