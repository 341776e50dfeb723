import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mailbox, startMailbox } from '../../../test/mailbox.ts'
import { bookingMail } from '../bookings/booking.mails.ts'
import { createMailTransport } from './mail.transport.ts'

let mailbox: Mailbox
beforeAll(async () => {
  mailbox = await startMailbox()
})
afterAll(() => mailbox.close())

const facts = {
  bookingId: '0190d0c0-0000-7000-8000-000000000001',
  version: 3,
  updatedAt: '2026-12-01T06:00:00.000Z',
  startsAt: '2026-12-02T07:00:00.000Z',
  endsAt: '2026-12-02T08:00:00.000Z',
  totalPrice: 123_456,
  currency: 'RUB',
  refund: 0,
  email: 'anna@example.com',
  isProved: true,
  firstName: 'Анна',
  locale: 'ru' as const,
  spaceName: 'Переговорная «Нева»',
  locationName: 'Лофт',
  address: 'Покровка, 1',
  timeZone: 'Europe/Moscow',
}

it('a mail goes by SMTP with a Message-ID that stays, in the language of its reader, with its calendar file', async () => {
  const settings = {
    SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    MAIL_FROM: 'Coworking <no-reply@example.com>',
  }
  const send = createMailTransport(settings, pino({ level: 'silent' }))
  const { to, subject, text, calendar = null } = bookingMail('confirmed', facts)
  const mail = { id: facts.bookingId, recipient: to, subject, body: text, calendar, attempts: 1 }
  await send(mail)
  await send(mail)
  const [first, second] = mailbox.received.map(({ mail }) => mail)
  expect(first?.messageId).toBe(`<${facts.bookingId}@example.com>`)
  expect(second?.messageId).toBe(first?.messageId)
  expect(first?.subject).toBe('Бронирование подтверждено: Переговорная «Нева»')
  expect(first?.text).toContain('10:00')
  expect(first?.text?.replace(/\s/g, ' ')).toContain('1 234,56 RUB')
  const event =
    first?.attachments.find((file) => file.contentType === 'application/ics')?.content.toString() ?? ''
  expect(event).toContain(`UID:${facts.bookingId}@coworking-manager`)
  expect(event).toContain('DTSTART:20261202T070000Z')
  expect(event).toContain('DTSTAMP:20261201T060000Z')
})

it('without an SMTP server a mail is written to the log', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const send = createMailTransport({ MAIL_FROM: 'a@example.com' }, log)
  const { to, subject, text } = bookingMail('cancelled', { ...facts, locale: 'ru', refund: 61_728 })
  await send({ id: facts.bookingId, recipient: to, subject, body: text, calendar: null, attempts: 1 })
  expect(JSON.parse(lines[0] ?? '').mail.body).toContain('Возвращено на баланс')
})
