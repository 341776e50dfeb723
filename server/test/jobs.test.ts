import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestService, type TestService } from '../../testing/harness.ts'
import { type MailServer, startMailServer } from '../../testing/mails/mail-server.ts'
import { holdLock } from '../../testing/postgres/locks.ts'
import { dueAt, makeDueBookings, outcomes } from './due-bookings.ts'
import type { InstanceMessage } from './jobs-instance.ts'

const program = fileURLToPath(new URL('./jobs-instance.ts', import.meta.url))
// The timeout is only for a test that hangs, so it is long: the four processes are slow on a busy machine.
const waitOptions = { timeout: 240_000, interval: 50 }

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let service: TestService
let mailServer: MailServer
let singleBookingMemberId: string
const instances = new Map<string, ChildProcess>()

beforeAll(async () => {
  service = await startTestService()
  mailServer = await startMailServer({ confirmsAtOnce: false })
  singleBookingMemberId = (await makeDueBookings(service)).singleBookingMemberId
})
afterAll(async () => {
  for (const name of [...instances.keys()]) await kill(name)
  await mailServer?.close()
  await service?.stop()
})

/** Starts the jobs of an instance in a separate process; the database and the mail server know it by this name. */
async function startInstance(name: string): Promise<void> {
  instances.set(name, fork(program, { execArgv: [] }))
  const database = new URL(service.databaseUrl)
  database.searchParams.set('application_name', name)
  await sendMessage(name, {
    now: service.clock.now(),
    settings: {
      DATABASE_URL: database.href,
      JWT_SECRET: 'a secret that nothing here is signed with',
      SMTP_URL: `${mailServer.url}/?name=${name}`,
      LOG_LEVEL: 'fatal',
      // The members' addresses are not verified, and each member gets more mails than such addresses may get.
      RATE_LIMIT_MAX: '0',
    },
  })
}

async function sendMessage(name: string, message: InstanceMessage): Promise<void> {
  const instance = instances.get(name)
  if (!instance) throw new Error(`${name} is not running`)
  const reply = once(instance, 'message')
  instance.send(message)
  await reply
}

async function kill(name: string): Promise<void> {
  const instance = instances.get(name)
  instances.delete(name)
  if (!instance || instance.exitCode !== null) return
  instance.kill('SIGKILL')
  await once(instance, 'exit')
}

async function setClocks(instant: string): Promise<void> {
  service.clock.set(instant)
  await Promise.all([...instances.keys()].map((name) => sendMessage(name, { now: service.clock.now() })))
}

/** The number of bookings by status and version, such as `expired 2`. A booking that was changed once has version 2. */
async function countByVersion(): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    SELECT status || ' ' || version AS state, count(*)::int AS count FROM bookings GROUP BY 1`.execute(
    service.deps.db,
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

const listUnsentIds = async (): Promise<string[]> => {
  const { db } = service.deps
  const rows = await db
    .selectFrom('outgoingMails')
    .select('id')
    .where('state', '=', 'waiting')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

const idOf = ({ mail }: { mail: { messageId?: string | undefined } }) =>
  /^<(.+)@/.exec(mail.messageId ?? '')?.[1] ?? ''

/**
 * Returns the instance to kill: it waits for a lock in the middle of its batch of bookings, and some of its mails are at the mail server
 * without an answer. Null until some bookings have changed, and until all claimed mails have arrived at the mail server, because only
 * then the test knows which mails the instance is sending.
 */
async function findVictim(): Promise<string | null> {
  const { rows } = await sql<{ name: string; claimed: number; changed: number }>`
    SELECT application_name AS name,
      (SELECT count(*)::int FROM outgoing_mails WHERE taken_until IS NOT NULL) AS claimed,
      (SELECT count(*)::int FROM bookings WHERE version > 1) AS changed
    FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'jobs-%'
  `.execute(service.deps.db)
  const waiting = mailServer.unanswered()
  const victim = rows.find(({ name }) => waiting.some((mail) => mail.from === name))
  return victim && victim.changed > 0 && victim.claimed === waiting.length ? victim.name : null
}

it('three instances, one of which is killed, change each of a thousand bookings that are due at once exactly once, and refund each once', async () => {
  expect(await countByVersion()).toEqual({
    'pending 1': outcomes.expired,
    'confirmed 1': outcomes.completed + outcomes.no_show,
  })
  for (const name of ['jobs-1', 'jobs-2', 'jobs-3']) await startInstance(name)
  // While the test holds this lock, the instance whose batch contains this member's booking waits in the middle of the batch.
  const held = await holdLock(service, 'SELECT FROM accounts WHERE user_id = $1 FOR UPDATE', [
    singleBookingMemberId,
  ])
  await setClocks(dueAt)

  let victim = ''
  await expect.poll(async () => (victim = (await findVictim()) ?? ''), waitOptions).not.toBe('')
  await kill(victim)
  const unanswered = mailServer.unanswered().filter((mail) => mail.from === victim)
  const before = await countByVersion()
  await held.release()
  mailServer.confirmAll()

  // The other instances take over its bookings at once, and its mails after its claims have expired.
  expect(before['pending 1']).toBeGreaterThan(0)
  const done = {
    'expired 2': outcomes.expired,
    'completed 2': outcomes.completed,
    'no_show 2': outcomes.no_show,
  }
  await expect.poll(countByVersion, waitOptions).toEqual(done)
  await expect.poll(listUnsentIds, waitOptions).toEqual(unanswered.map(idOf).sort())
  await setClocks(new Date(service.clock.now() + 15_000).toISOString())
  await expect.poll(listUnsentIds, waitOptions).toEqual([])

  const copiesById = Map.groupBy(mailServer.received.map(idOf), (id) => id)
  const repeated = [...copiesById].filter(([, copies]) => copies.length > 1)
  expect(copiesById.size).toBe(outcomes.expired)
  expect(repeated.map(([id, copies]) => [id, copies.length]).sort()).toEqual(
    unanswered.map((mail) => [idOf(mail), 2]).sort(),
  )
  const refunds = await sql<{ count: number; bookings: number }>`
    SELECT count(*)::int AS count, count(DISTINCT booking_id)::int AS bookings FROM transfers WHERE kind = 'refund'
  `.execute(service.deps.db)
  expect(refunds.rows).toEqual([{ count: outcomes.expired, bookings: outcomes.expired }])
  expect(await countByVersion()).toEqual(done)
  await service.assertBooksAreRight()
})
