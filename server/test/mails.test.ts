import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { copySpaces } from '../../testing/copy-spaces.ts'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  type Person,
} from '../../testing/factories.ts'
import { startTestService, type TestService } from '../../testing/harness.ts'
import { findMailFaults } from '../../testing/mails/mail-faults.ts'
import { type MailServer, startMailServer } from '../../testing/mails/mail-server.ts'
import type { InstanceMessage } from './jobs-instance.ts'

// Two senders use a mail server that refuses the first attempt of each mail, and one of the senders is killed. `make soak ARGS='--only
// mails'` does this with two hundred members and real clocks.

const program = fileURLToPath(new URL('./jobs-instance.ts', import.meta.url))
const waitOptions = { timeout: 120_000, interval: 50 }
const memberCount = 30

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

let service: TestService
let mailServer: MailServer
let members: Person[]
let spaceIds: string[]
const senders = new Map<string, ChildProcess>()

beforeAll(async () => {
  service = await startTestService()
  mailServer = await startMailServer({ refusesFirst: true })
  const { admin, space } = await makeCoworking(service)
  spaceIds = await copySpaces(service, space.id, memberCount)
  members = await Promise.all(Array.from({ length: memberCount }, () => makeMember(service, admin)))
})
afterAll(async () => {
  for (const sender of senders.values()) sender.kill('SIGKILL')
  await mailServer?.close()
  await service?.stop()
})

async function sendMessage(sender: ChildProcess, message: InstanceMessage): Promise<void> {
  const reply = once(sender, 'message')
  sender.send(message)
  await reply
}

async function startSender(name: string): Promise<void> {
  const sender = fork(program, { execArgv: [] })
  senders.set(name, sender)
  const settings = {
    DATABASE_URL: service.databaseUrl,
    JWT_SECRET: 'a secret that nothing here is signed with',
    SMTP_URL: `${mailServer.url}/?name=${name}`,
    LOG_LEVEL: 'fatal',
    RATE_LIMIT_MAX: '0',
  }
  await sendMessage(sender, { now: service.clock.now(), settings })
}

const countOf = async (state: string) =>
  (await service.deps.db.selectFrom('outgoingMails').select('id').where('state', '=', state).execute()).length

/** The number of mails that a sender is sending and, unless `onlyClaimed`, of those that a sender may claim now. */
const countUnfinished = async ({ onlyClaimed }: { onlyClaimed: boolean }) => {
  const waiting = await service.deps.db
    .selectFrom('outgoingMails')
    .select(['takenUntil', 'dueAt'])
    .where('state', '=', 'waiting')
    .execute()
  const isDue = (instant: string) => Date.parse(instant) <= service.clock.now()
  return waiting.filter((one) => one.takenUntil !== null || (!onlyClaimed && isDue(one.dueAt))).length
}
const allFinished = () => expect.poll(() => countUnfinished({ onlyClaimed: false }), waitOptions).toBe(0)

it('the last mail in each mailbox tells the present state of the booking, although the mail server refuses every first attempt and a sender is killed', async () => {
  for (const name of ['sender-1', 'sender-2']) await startSender(name)
  const cancel = async (person: Person, id: string) =>
    expect((await changeStatus(service, person, 'cancel', id)).status).toBe(200)
  // One of three members cancels at once, one cancels after the confirmation, and one keeps the booking.
  const bookAndCancel = async (person: Person, index: number) => {
    const spaceId = spaceIds[index] as string
    const { id } = await makeBooking(service, person, { spaceId, ...at('2026-12-05', '10:00', '11:00') })
    if (index % 3 === 0) await cancel(person, id)
    return { email: person.email, bookingId: id, isCancelled: index % 3 < 2 }
  }
  const expected = await Promise.all(members.map(bookAndCancel))
  await allFinished()
  const setClocks = async (ms: number) => {
    service.clock.advance(ms)
    await Promise.all([...senders.values()].map((one) => sendMessage(one, { now: service.clock.now() })))
  }
  await setClocks(120_000)
  await expect
    .poll(() => countUnfinished({ onlyClaimed: true }), { ...waitOptions, interval: 1 })
    .toBeGreaterThan(0)
  const killed = senders.get('sender-1') as ChildProcess
  senders.delete('sender-1')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  await setClocks(15_000)
  await allFinished()
  await Promise.all(
    members.map((person, index) =>
      index % 3 === 1 ? cancel(person, expected[index]?.bookingId ?? '') : null,
    ),
  )
  for (let minutes = 0; (await countOf('waiting')) > 0; minutes += 2) {
    expect(minutes).toBeLessThan(240)
    await setClocks(120_000)
    await allFinished()
  }
  expect(findMailFaults(expected, mailServer.received, ([first]) => first?.from === 'sender-1')).toEqual([])
  expect(await countOf('failed')).toBe(0)
  const cancellations = mailServer.received.filter(({ mail }) =>
    mail.attachments.some(({ content }) => content.toString().includes('METHOD:CANCEL')),
  )
  expect(cancellations.length).toBeGreaterThanOrEqual(memberCount / 3)
})
