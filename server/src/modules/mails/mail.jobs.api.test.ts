import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useService } from '../../../test/harness.ts'
import { dayMs } from '../../shared/time-range.ts'
import { purgeMails, sendMails } from './mail.jobs.ts'
import { queueMail } from './mail.service.ts'
import type { SendMail } from './mail.transport.ts'

const service = useService()
const to = 'anna@example.com'

beforeEach(async () => {
  const { db } = service.deps
  await db.deleteFrom('mails').execute()
  const mail = { to, isProved: true, purpose: 'booking' as const, subject: 'Hello', text: 'Hello, Anna' }
  await db.transaction().execute((trx) => queueMail(trx, mail, service.clock.now()))
})
afterEach(() => {
  vi.useRealTimers()
})

const stored = () => service.deps.db.selectFrom('mails').selectAll().executeTakeFirstOrThrow()
const sendBy = (sendMail: SendMail) => sendMails({ ...service.deps, sendMail })

/** A sender that counts what it gets. */
function counter() {
  const sent: string[] = []
  const send: SendMail = async ({ recipient }) => void sent.push(recipient)
  return { sent, send }
}

/** A mail server that has the mail and says nothing; `answer` makes it say yes. */
function silentServer() {
  let answer = () => {}
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const send: SendMail = () =>
    new Promise<void>((resolve) => {
      answer = resolve
      arrive()
    })
  return { send, arrived, answer: () => answer() }
}

it('a mail in the hand of a sender that died is taken up by another when it has been silent for long enough', async () => {
  const dead = silentServer()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  void sendBy(dead.send)
  await dead.arrived
  const { sent, send } = counter()
  expect(await sendBy(send)).toBe(0)
  service.clock.advance(15_000)
  expect(await sendBy(send)).toBe(1)
  expect(sent).toEqual([to])
})

it('a mail is not sent again while its sender lives, however long the mail server takes to say yes', async () => {
  const slow = silentServer()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const sending = sendBy(slow.send)
  await slow.arrived
  const { sent, send } = counter()
  for (let beat = 0; beat < 3; beat++) {
    const { takenUntil } = await stored()
    service.clock.advance(14_000)
    vi.advanceTimersByTime(5_000)
    await expect.poll(async () => (await stored()).takenUntil).not.toBe(takenUntil)
    expect(await sendBy(send)).toBe(0)
  }
  slow.answer()
  await sending
  service.clock.advance(60_000)
  expect(await sendBy(send)).toBe(0)
  expect(sent).toEqual([])
})

it('a mail that was sent while the database went away for a moment is not sent again', async () => {
  const { sent, send } = counter()
  const { db } = service.deps
  // The first attempt to write it down fails, and says so; then the table is back.
  const log = pino({ level: 'warn' }, { write: () => void sql`ALTER TABLE away RENAME TO mails`.execute(db) })
  const sendMail: SendMail = async (mail) => {
    await send(mail)
    await sql`ALTER TABLE mails RENAME TO away`.execute(db)
  }
  await sendMails({ ...service.deps, log, sendMail })
  expect((await stored()).sentAt).not.toBeNull()
  service.clock.advance(dayMs)
  expect(await sendBy(send)).toBe(0)
  expect(sent).toEqual([to])
})

it('a mail that the server refuses is tried again after 2, 4, 8… minutes, and given up after the tenth time', async () => {
  const minutes: number[] = []
  const refuse: SendMail = () => Promise.reject(new Error('greylisted'))
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await sendBy(refuse)).toBe(1)
    const { takenUntil, failedAt } = await stored()
    if (failedAt) break
    const waitMs = Date.parse(takenUntil ?? '') - service.clock.now()
    minutes.push(waitMs / 60_000)
    service.clock.advance(waitMs - 1)
    expect(await sendBy(refuse)).toBe(0)
    service.clock.advance(1)
  }
  expect(minutes).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512])
  expect(await stored()).toMatchObject({ attempts: 10, lastError: 'Error: greylisted' })
})

it.each(['sent', 'given up'])('a mail is forgotten a month after it was %s', async (ending) => {
  const at = new Date(service.clock.now()).toISOString()
  const change = ending === 'sent' ? { sentAt: at } : { failedAt: at }
  await service.deps.db.updateTable('mails').set(change).execute()
  const count = async () => (await service.deps.db.selectFrom('mails').select('id').execute()).length
  await purgeMails(service.deps.db, service.clock.now() + 30 * dayMs)
  expect(await count()).toBe(1)
  await purgeMails(service.deps.db, service.clock.now() + 30 * dayMs + 1)
  expect(await count()).toBe(0)
})
