import { expect, it } from 'vitest'
import { readCalendar } from '../../../../testing/mails/calendars.ts'
import { bookingMail, type MailKind } from './booking.mails.ts'

const now = Date.parse('2026-12-01T07:00Z')
const facts = {
  bookingId: '0190d0c0-0000-7000-8000-000000000001',
  version: 1,
  updatedAt: '2026-10-01T06:00:00.000Z',
  totalPrice: 100,
  currency: 'EUR',
  refund: 0,
  requiresCheckIn: false,
  paid: 0,
  paidAt: null,
  taxRate: null,
  reason: '',
  email: 'anna@example.com',
  isVerified: true,
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
  ['en', '2026-10-25T00:30Z', '2026-10-25T01:30Z', 'Sunday, 25 October 2026 at 02:30 GMT+2 – 02:30 GMT+1'],
  ['en', '2026-10-25T01:30Z', '2026-10-25T02:30Z', 'Sunday, 25 October 2026 at 02:30 GMT+1 – 03:30 GMT+1'],
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
    'Saturday, 24 October 2026 at 22:00 GMT+2 – Sunday, 25 October 2026 at 02:00 GMT+1',
  ],
  ['en', '2026-10-25T02:00Z', '2026-10-25T03:00Z', 'Sunday, 25 October 2026, 03:00–04:00'],
  ['en', '2026-03-29T00:30Z', '2026-03-29T01:30Z', 'Sunday, 29 March 2026, 01:30–03:30'],
] as const)('a mail in %s says of %s to %s: %s', (locale, startsAt, endsAt, when) => {
  const { text } = bookingMail(
    'moved',
    { ...facts, locale, startsAt, endsAt },
    { calendarMethod: null, sender: '', now },
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
  bookingMail(
    kind,
    { ...paid, locale: 'en', ...more },
    { calendarMethod: null, sender: '', now },
  ).text.replaceAll(/[\u00A0\u202F]/g, ' ')

it('a mail has the full names of the space and the location, and the address, in the text and in the calendar file', () => {
  const place = { locationName: 'Loft on the river', address: 'Pier 4, Berlin' }
  const mail = bookingMail(
    'confirmed',
    { ...paid, ...place, locale: 'en' },
    { calendarMethod: 'REQUEST', sender: 'office@example.com', now },
  )
  expect(mail.text).toContain('\nWhere: Hall, Loft on the river, Pier 4, Berlin\n')
  expect(mail.calendarFile?.write()).toContain('LOCATION:Hall\\, Loft on the river\\, Pier 4\\, Berlin')
})

it('a calendar file has no line of more than 75 bytes, splits no character, and keeps every text', () => {
  const text = 'Зал; «Нева», 2\\3 🪑 '.repeat(12).trim()
  const mail = bookingMail(
    'cancelled',
    { ...paid, spaceName: text, locale: 'ru' },
    { calendarMethod: 'CANCEL', sender: `"${'Офис, '.repeat(20)}" <office@example.com>`, now },
  )
  const content = mail.calendarFile?.write() ?? ''
  // Each line ends with CRLF, the last one, too.
  expect(content).toMatch(/^([^\r\n]+\r\n)+$/)
  const lengths = content.split('\r\n').map((line) => Buffer.byteLength(line))
  expect(Math.max(...lengths)).toBeLessThanOrEqual(75)
  expect(Buffer.from(content).toString()).toBe(content)
  expect(content.replaceAll('\r\n ', '')).toContain(`\r\nSUMMARY:${text.replace(/[\\;,]/g, '\\$&')}\r\n`)
})

it.each([
  ["o'neil%a+b$c@example.com", "o'neil%25a+b$c@example.com"],
  ['a/b?c#d&e=f^g@example.com', 'a%2Fb%3Fc%23d%26e%3Df%5Eg@example.com'],
])('a calendar file has the address %s of the attendee and of the organizer as a URI', (email, inUri) => {
  const sending = { calendarMethod: 'REQUEST', sender: `Office <${email}>`, now } as const
  const mail = bookingMail('confirmed', { ...paid, email, locale: 'en' }, sending)
  const { attendee, organizer } = readCalendar(mail.calendarFile?.write() ?? '')
  for (const uri of [attendee, organizer]) expect(uri.replace('MAILTO:', 'mailto:')).toBe(`mailto:${inUri}`)
})

it('the mail of a paid booking is its receipt: payer, time, amount and included tax', () => {
  expect(textOf('confirmed')).toContain(
    [
      'Paid from your balance: €120',
      'Including tax 20%: €20',
      'Paid on: 30 November 2026 at 10:05 (Europe/Berlin)',
      'Paid by: Anna Berg',
      `Booking number: ${facts.bookingId}`,
    ].join('\n'),
  )
  expect(textOf('moved', { locale: 'ru' })).toContain('В том числе налог 20 %: 20 €')
})

it('a receipt shows no tax without a rate, the unrefunded part of a cancelled booking, and no name to an unverified address', () => {
  expect(textOf('confirmed', { taxRate: null })).not.toContain('tax')
  expect(textOf('cancelled', { paid: 6_000 })).toContain('Not refunded: €60\nIncluding tax 20%: €10')
  expect(textOf('cancelled', { paid: 0 })).not.toContain('Not refunded')
  expect(textOf('reminder')).not.toContain('Paid')
  expect(textOf('confirmed', { isVerified: false })).toContain('Paid by: anna@example.com')
})

it.each([
  [60, 'Your booking starts in an hour', 'Ваше бронирование начнётся через час'],
  [56, 'Your booking starts in an hour', 'Ваше бронирование начнётся через час'],
  [41.5, 'Your booking starts in 41 minutes', 'Ваше бронирование начнётся через 41\u00a0мин'],
  [0.5, 'Your booking starts in 1 minute', 'Ваше бронирование начнётся через 1\u00a0мин'],
])('a reminder that is sent %s minutes before the start says how much time is left', (minutes, en, ru) => {
  const sending = { calendarMethod: null, sender: '', now: Date.parse(paid.startsAt) - minutes * 60_000 }
  for (const [locale, about] of [
    ['en', en],
    ['ru', ru],
  ] as const) {
    const mail = bookingMail('reminder', { ...paid, locale }, sending)
    expect(mail.subject).toBe(`${about}: Hall`)
    expect(mail.text).toContain(`\n\n${about}.\n\n`)
  }
})

it('a mail about a coming booking that is lost without a check-in says until when', () => {
  const rule =
    'Check in on the page “My bookings” or at the front desk by 1 December 2026 at 09:15 (Europe/Berlin), or you lose the booking without a refund.'
  for (const kind of ['confirmed', 'approved', 'moved', 'reminder'] as const) {
    expect(textOf(kind, { requiresCheckIn: true })).toContain(rule)
    expect(textOf(kind)).not.toContain('Check in')
  }
  expect(textOf('cancelled', { requiresCheckIn: true })).not.toContain('Check in')
  expect(textOf('reminder', { requiresCheckIn: true, totalPrice: 0 })).toContain('or you lose the booking.')
})
