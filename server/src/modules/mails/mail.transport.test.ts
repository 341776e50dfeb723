import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../../../../testing/mails/mail-server.ts'
import { bookingMail } from '../bookings/booking.mails.ts'
import { createMailTransport, failureOf, toLoggedError } from './mail.transport.ts'

let mailServer: MailServer
beforeAll(async () => {
  mailServer = await startMailServer()
})
afterAll(() => mailServer.close())

const facts = {
  bookingId: '0190d0c0-0000-7000-8000-000000000001',
  version: 3,
  updatedAt: '2026-12-01T06:00:00.000Z',
  startsAt: '2026-12-02T07:00:00.000Z',
  endsAt: '2026-12-02T08:00:00.000Z',
  totalPrice: 123_456,
  currency: 'RUB',
  refund: 0,
  requiresCheckIn: false,
  paid: 0,
  paidAt: null,
  taxRate: null,
  reason: '',
  email: 'anna@example.com',
  isVerified: true,
  firstName: 'Анна',
  lastName: 'Berg',
  locale: 'ru' as const,
  spaceName: 'Переговорная «Нева»',
  locationName: 'Лофт',
  address: 'Покровка, 1',
  locationAccess: '',
  spaceAccess: '',
  timeZone: 'Europe/Moscow',
}

it('a mail is sent by SMTP with a constant Message-ID, in the language of its recipient, with its calendar file', async () => {
  const settings = {
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Coworking <no-reply@example.com>',
    DATA_DIR: '/nowhere',
  }
  const send = createMailTransport(settings, pino({ level: 'silent' }))
  const sender = settings.MAIL_FROM
  const mail = {
    id: facts.bookingId,
    ...bookingMail('confirmed', facts, { calendarMethod: 'REQUEST', sender, now: 0 }),
  }
  await send(mail)
  await send(mail)
  const [first, second] = mailServer.received.map(({ mail }) => mail)
  expect(first?.messageId).toBe(`<${facts.bookingId}@example.com>`)
  expect(second?.messageId).toBe(first?.messageId)
  expect(first?.subject).toBe('Бронирование подтверждено: Переговорная «Нева»')
  expect(first?.text).toContain('10:00')
  expect(first?.text?.replace(/\s/g, ' ')).toContain('1 234,56 ₽')
  const event =
    first?.attachments.find((file) => file.contentType === 'application/ics')?.content.toString() ?? ''
  expect(event).toContain(`UID:${facts.bookingId}@coworking-manager`)
  expect(event).toContain('DTSTART:20261202T070000Z')
  expect(event).toContain('DTSTAMP:20261201T060000Z')
  // Absence notices must not answer a mail that no person wrote.
  expect(first?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(first?.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply')
})

it.each([
  ['Coworking <no-reply@example.com>', 'Coworking'],
  ['no-reply@example.com', ''],
  ['"Desk@Loft" <no-reply@example.com>', 'Desk@Loft'],
  ['Loft: Moscow <no-reply@example.com>', 'Loft: Moscow'],
  ['Лофт (Москва), 2 этаж <no-reply@example.com>', 'Лофт (Москва), 2 этаж'],
])(
  'a mail comes from MAIL_FROM, and its Message-ID has the domain of that address: %s',
  async (sender, name) => {
    const settings = { SMTP_URL: mailServer.url, MAIL_FROM: sender, DATA_DIR: '/nowhere' }
    const send = createMailTransport(settings, pino({ level: 'silent' }))
    await send({ id: facts.bookingId, to: facts.email, isVerified: true, subject: 'Hello', text: 'Hello' })
    const received = mailServer.received.at(-1)?.mail
    expect(received?.from?.value).toEqual([{ name, address: 'no-reply@example.com' }])
    expect(received?.messageId).toBe(`<${facts.bookingId}@example.com>`)
  },
)

it('the Message-ID has the domain of MAIL_FROM in ASCII', async () => {
  const settings = { SMTP_URL: mailServer.url, MAIL_FROM: 'Лофт <office@почта.рф>', DATA_DIR: '/nowhere' }
  const send = createMailTransport(settings, pino({ level: 'silent' }))
  await send({ id: facts.bookingId, to: facts.email, isVerified: true, subject: 'Hello', text: 'Hello' })
  const { messageId } = mailServer.received.at(-1)?.mail ?? {}
  expect(messageId).toBe(`<${facts.bookingId}@xn--80a1acny.xn--p1ai>`)
})

it.each([
  ['is not reached', null, 'server'],
  ['ends the connection', {}, 'server'],
  ['refuses the service', { greeting: '421 closing' }, 'server'],
  ['refuses the password', { AUTH: '535 wrong' }, 'server'],
  ['refuses the sender for now', { MAIL: '451 later' }, 'server'],
  ['refuses the recipient for now', { RCPT: '452 full' }, 'temporary'],
  ['refuses the recipient', { RCPT: '550 unknown' }, 'permanent'],
  ['refuses the mail', { DATA: '554 forbidden' }, 'permanent'],
  // Whether it has got the mail is unknown: trying again soon could deliver many copies.
  ['ends the connection after the mail', { DATA: '354 go' }, null],
] as const)('a mail server that %s', async (_, responses, failure) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const known: Record<string, string> = { greeting: '220 hello', EHLO: '250 AUTH PLAIN', ...responses }
    if (Object.keys(responses ?? {}).length === 0) {
      socket.destroy()
      return
    }
    socket.write(`${known.greeting}\r\n`)
    socket.on('data', (line) => {
      const [command = ''] = String(line).trim().split(' ')
      if (command === 'AUTH' && !known.AUTH) return socket.write('235 ok\r\n')
      if (!['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'QUIT'].includes(command)) return socket.destroy()
      return socket.write(`${known[command] ?? '250 ok'}\r\n`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (!responses) server.close()
  const SMTP_URL = `smtp://desk:secret@127.0.0.1:${port}/?ignoreTLS=true`
  const settings = { SMTP_URL, MAIL_FROM: 'no-reply@example.com', DATA_DIR: '/nowhere' }
  const send = createMailTransport(settings, pino({ level: 'silent' }))
  const mail = { id: facts.bookingId, to: facts.email, isVerified: true, subject: 'Hello', text: 'Hello' }
  const error = await send(mail).catch((thrown: unknown) => thrown)
  expect(failureOf(error), String(error)).toBe(failure)
  server.close()
})

it('an invalid address is refused for ever, without a connection to the mail server', async () => {
  const settings = { SMTP_URL: mailServer.url, MAIL_FROM: 'no-reply@example.com', DATA_DIR: '/nowhere' }
  const send = createMailTransport(settings, pino({ level: 'silent' }))
  const mail = { id: facts.bookingId, to: 'a\nb', isVerified: true, subject: 'Hello', text: 'Hello' }
  const error = await send(mail).catch((thrown: unknown) => thrown)
  expect(failureOf(error), String(error)).toBe('permanent')
})

it('the log has the refusal of a mail server without the addresses in it, and any other error unchanged', async () => {
  const refusal = '550 5.1.1 <anna@example.com>: unknown anna+desk@example.com'
  const fields = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }
  const error = Object.assign(new Error(refusal), fields, { response: refusal, rejected: [facts.email] })
  expect(toLoggedError(error)).toEqual({ message: 'Error: 550 5.1.1 <…>: unknown …', ...fields })
  const other = new Error('not composed')
  expect(toLoggedError(other)).toBe(other)
})

it('without an SMTP server a mail is written to a file that only its owner can read, and the log has neither its text nor its recipient', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const dir = await mkdtemp(join(tmpdir(), 'coworking-mails-'))
  const DATA_DIR = join(dir, 'data')
  const send = createMailTransport({ MAIL_FROM: 'a@example.com', DATA_DIR }, log)
  const about = { ...facts, locale: 'ru' as const, refund: 61_728 }
  const mail = {
    id: facts.bookingId,
    ...bookingMail('cancelled', about, { calendarMethod: null, sender: '', now: 0 }),
  }
  const { to } = mail
  const file = join(DATA_DIR, 'mails.txt')
  await send(mail)
  await chmod(file, 0o644)
  await send({ ...mail, text: 'https://example.com/reset-password#a-token' })
  const written = await readFile(file, 'utf8')
  expect(written).toContain('Возвращено на баланс')
  expect(written).toContain(`To: ${to}\n`)
  expect(written).toContain('#a-token')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(DATA_DIR)).mode & 0o777).toBe(0o700)
  for (const secret of ['a-token', to, 'Возвращено', 'Анна']) expect(lines.join()).not.toContain(secret)
  expect(lines.join()).toContain(facts.bookingId)
  await rm(dir, { recursive: true })
})
