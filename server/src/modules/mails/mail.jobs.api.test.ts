import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { recordingSender, silentServer, useMails } from '../../../../testing/fixtures/mails.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, toInstant } from '../../shared/time-range.ts'
import { claimMails } from './mail.claims.repository.ts'
import { moveMailsOfPreviousVersion, purgeMails, sendMails } from './mail.jobs.ts'
import type { SendMail } from './mail.message.ts'

const { service, fixture, queue, rows, stored, plain, sendBy } = useMails()

it('a mail server that does not respond to one mail delays no other mail', async () => {
  const silent = silentServer()
  for (let n = 0; n < 25; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  const sending = sendBy((mail) => (mail.subject === 'first' ? silent.send(mail) : send(mail)))
  await expect.poll(() => sent.length).toBe(25)
  // A mail is stored as sent a moment after the sending.
  const waiting = async () =>
    (await rows()).filter(({ state }) => state === 'waiting').map(({ kind }) => kind)
  await expect.poll(waiting).toEqual(['first'])
  silent.respond()
  expect(await sending).toBe(26)
})

it('a run claims no more mails after a minute, so that the job ends while a mail server is slow', async () => {
  const silent = silentServer()
  for (let n = 0; n < 12; n++) await queue('of another', newId())
  vi.useFakeTimers({ toFake: ['performance'] })
  const { sent, send } = recordingSender()
  const sending = sendBy((mail) => {
    vi.advanceTimersByTime(10_000)
    return mail.subject === 'first' ? silent.send(mail) : send(mail)
  })
  await expect.poll(() => sent.length).toBe(9)
  // After this time a batch is filled up.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  silent.respond()
  expect(await sending).toBe(10)
  expect(await sendBy(send)).toBe(3)
})

it('a mail that was claimed by a sender that died is claimed by another sender when its claim has expired', async () => {
  const now = service.clock.now()
  const dead = { sender: newId(), now, claimedUntil: now + 15_000, limit: 10 }
  expect(await claimMails(service.deps.db, dead)).toHaveLength(1)
  const later = { ...dead, now: dead.claimedUntil }
  // The sender of the expired claim does not claim the mail again.
  expect(await claimMails(service.deps.db, later)).toHaveLength(0)
  const { sent, send } = recordingSender()
  expect(await sendBy(send)).toBe(0)
  service.clock.advance(15_000)
  expect(await sendBy(send)).toBe(1)
  expect(sent).toEqual(['first'])
})

it('the result of a sender whose claim has expired does not overwrite the result of the next sender', async () => {
  const slow = silentServer()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const sending = sendBy(slow.send)
  await slow.arrived
  service.clock.advance(15_000)
  await sendBy(() => Promise.reject(new Error('greylisted')))
  slow.respond()
  await sending
  expect(await stored()).toMatchObject({ state: 'waiting', attempts: 2, lastError: 'Error: greylisted' })
})

it('where a sender fails after its claim has expired, the claim that another sender has on the next mail about the object stays', async () => {
  await queue('second')
  const [broken, slow] = [silentServer(), silentServer()]
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const sending = sendBy(broken.send)
  await broken.arrived
  service.clock.advance(15_000)
  const { sent, send } = recordingSender()
  await sendBy(send)
  const sendingSecond = sendBy(async (mail) => {
    await slow.send(mail)
    await send(mail)
  })
  await slow.arrived
  broken.fail()
  await sending
  slow.respond()
  await sendingSecond
  service.clock.advance(dayMs)
  while ((await sendBy(send)) > 0);
  expect(sent).toEqual(['first', 'second'])
  expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent'])
})

it('a mail is not sent again while its sender lives, although the mail server responds late', async () => {
  const slow = silentServer()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const sending = sendBy(slow.send)
  await slow.arrived
  const { sent, send } = recordingSender()
  for (let interval = 0; interval < 3; interval++) {
    const { takenUntil } = await stored()
    service.clock.advance(14_000)
    vi.advanceTimersByTime(5_000)
    await expect.poll(async () => (await stored()).takenUntil).not.toBe(takenUntil)
    expect(await sendBy(send)).toBe(0)
  }
  slow.respond()
  await sending
  service.clock.advance(60_000)
  expect(await sendBy(send)).toBe(0)
  expect(sent).toEqual([])
})

it('a mail that the server does not accept is tried again after 2, 4, 8… minutes, and given up after the tenth attempt', async () => {
  const minutes: number[] = []
  const refuse: SendMail = () => Promise.reject(new Error('greylisted'))
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await sendBy(refuse)).toBe(1)
    const { dueAt, state } = await stored()
    if (state === 'failed') break
    const waitMs = Date.parse(dueAt) - service.clock.now()
    minutes.push(waitMs / 60_000)
    service.clock.advance(waitMs - 1)
    expect(await sendBy(refuse)).toBe(0)
    service.clock.advance(1)
  }
  expect(minutes).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512])
  expect(await stored()).toMatchObject({ attempts: 10, lastError: 'Error: greylisted' })
})

it.each([
  ['an unknown mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'failed'],
  ['a forbidden content', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'failed'],
  ['an invalid address', { code: 'EENVELOPE', command: 'API' }, 'failed'],
  ['a full mailbox, for now', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }, 'waiting'],
  [
    'a wrong password of the service',
    { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, isBeforeMail: true },
    'waiting',
  ],
  [
    'a missing authentication of the service',
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 },
    'waiting',
  ],
  ['no connection', { code: 'ECONNECTION', command: 'CONN', isBeforeMail: true }, 'waiting'],
  ['a connection that broke late', { code: 'ECONNECTION', command: 'CONN', isBeforeMail: false }, 'waiting'],
])(
  'a mail is given up at once only after a permanent refusal of the mail or its address; here: %s',
  async (_, error, state) => {
    await queue('elsewhere', newId())
    const { sent, send } = recordingSender()
    await sendBy(async (mail) => {
      if (mail.subject === 'first') throw Object.assign(new Error('no'), error)
      await send(mail)
    })
    expect((await stored()).state).toBe(state)
    expect(sent).toEqual(['elsewhere'])
  },
)

it('a refusal by a mail server is logged without the address of its recipient', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const { email } = fixture.recipient
  const refusal = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, rejected: [email] }
  const sendMail: SendMail = () =>
    Promise.reject(Object.assign(new Error(`550 no such user <${email}>`), refusal))
  const composers = { ...service.deps.composers, booking: plain }
  await sendMails({ ...service.deps, log, sendMail, composers })
  expect(lines.join()).toContain('550 no such user')
  expect(lines.join()).not.toContain(email)
})

it('a refusal that PostgreSQL cannot store as it is, with a zero byte or very long, is stored as one line', async () => {
  const refusal = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }
  await sendBy(() =>
    Promise.reject(Object.assign(new Error(`550 no\0\r\nsuch user${'!'.repeat(2_000)}`), refusal)),
  )
  const { state, lastError } = await stored()
  expect([state, lastError?.slice(0, 24), lastError?.length]).toEqual([
    'failed',
    'Error: 550 no such user!',
    1_000,
  ])
})

it.each(['sent', 'failed', 'dropped'])(
  'a mail is deleted a month after it was %s, but not before its booking is over where it had a calendar file',
  async (state) => {
    const { db } = service.deps
    const now = service.clock.now()
    await db
      .updateTable('outgoingMails')
      .set({ state, finishedAt: toInstant(now) })
      .execute()
    const count = async () => (await rows()).length
    await purgeMails(db, now + 30 * dayMs)
    expect(await count()).toBe(1)
    const keptUntil = toInstant(now + 40 * dayMs)
    await db.updateTable('outgoingMails').set({ keptUntil }).execute()
    await purgeMails(db, now + 40 * dayMs)
    expect(await count()).toBe(1)
    await purgeMails(db, now + 40 * dayMs + 1)
    expect(await count()).toBe(0)
  },
)

it('mails that an instance of the previous version has left unsent are sent unchanged, once, and its finished mails are kept', async () => {
  const { db, clock } = service.deps
  await db.deleteFrom('outgoingMails').execute()
  const createdAt = toInstant(clock.now())
  const old = { recipient: fixture.recipient.email, body: 'Hello, Anna', createdAt }
  const ahead = toInstant(clock.now() + 10_000)
  await db
    .insertInto('mails')
    .values([
      { ...old, id: newId(), subject: 'waits', calendar: 'BEGIN:VCALENDAR', toStranger: true },
      { ...old, id: newId(), subject: 'sent', body: '', sentAt: createdAt },
      { ...old, id: newId(), subject: 'being sent', takenUntil: ahead },
    ])
    .execute()
  expect(await moveMailsOfPreviousVersion(service.deps)).toBe(2)
  expect(await moveMailsOfPreviousVersion(service.deps)).toBe(0)
  const sent: unknown[] = []
  const send: SendMail = async ({ id: _, calendarFile, ...mail }) =>
    void sent.push({ ...mail, file: calendarFile?.write() })
  while ((await sendBy(send)) > 0);
  const common = { to: fixture.recipient.email, isVerified: true, text: 'Hello, Anna' }
  expect(sent).toEqual([{ ...common, subject: 'waits', file: 'BEGIN:VCALENDAR' }])
  expect((await rows()).map((row) => [row.subjectLine, row.state, row.userId])).toEqual([
    ['waits', 'sent', fixture.recipient.id],
    ['sent', 'sent', fixture.recipient.id],
  ])
  // The previous version has counted the first mail against the limits of unverified addresses.
  expect((await rows()).map(({ toStranger }) => toStranger)).toEqual([true, false])
  service.clock.advance(10_000)
  expect(await moveMailsOfPreviousVersion(service.deps)).toBe(1)
})
