import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestService, type TestService } from '../../testing/harness.ts'
import { type MailServer, startMailServer } from '../../testing/mails/mail-server.ts'
import { holdLock } from '../../testing/postgres/locks.ts'
import { dueAt, makeDueBookings, outcomes } from './due-bookings.ts'
import type { Orders } from './jobs-instance.ts'

const program = fileURLToPath(new URL('./jobs-instance.ts', import.meta.url))
// A limit for tests that hang: on a busy machine four processes need some time.
const waitOptions = { timeout: 240_000, interval: 50 }

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let service: TestService
let mailServer: MailServer
let singleBookingMemberId: string
const instances = new Map<string, ChildProcess>()

beforeAll(async () => {
  service = await startTestService()
  mailServer = await startMailServer({ responds: false })
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
  await sendOrders(name, {
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

async function sendOrders(name: string, orders: Orders): Promise<void> {
  const instance = instances.get(name)
  if (!instance) throw new Error(`${name} is not running`)
  const reply = once(instance, 'message')
  instance.send(orders)
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
  await Promise.all([...instances.keys()].map((name) => sendOrders(name, { now: service.clock.now() })))
}

/** The statuses of the bookings and the number of their changes, each with a count: `expired 2`. */
async function countChanges(): Promise<Record<string, number>> {
  const { rows } = await sql<{ what: string; count: number }>`
    SELECT status || ' ' || version AS what, count(*)::int AS count FROM bookings GROUP BY 1`.execute(
    service.deps.db,
  )
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]))
}

const unsent = async (): Promise<string[]> => {
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
 * Returns the instance that waits for a lock in the middle of its batch, while other instances have finished bookings, and that is
 * sending mails; it is called until all mails that are being sent have arrived at the mail server. Null before that.
 */
async function findVictim(): Promise<string | null> {
  const { rows } = await sql<{ name: string; inHand: number; changed: number }>`
    SELECT application_name AS name,
      (SELECT count(*)::int FROM outgoing_mails WHERE taken_until IS NOT NULL) AS in_hand,
      (SELECT count(*)::int FROM bookings WHERE version > 1) AS changed
    FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'jobs-%'
  `.execute(service.deps.db)
  const waiting = mailServer.unanswered()
  const victim = rows.find(({ name }) => waiting.some((mail) => mail.from === name))
  return victim && victim.changed > 0 && victim.inHand === waiting.length ? victim.name : null
}

it('a thousand bookings due at once: three instances, one of them killed midway, change each exactly once and mail once', async () => {
  expect(await countChanges()).toEqual({
    'pending 1': outcomes.expired,
    'confirmed 1': outcomes.completed + outcomes.no_show,
  })
  for (const name of ['jobs-1', 'jobs-2', 'jobs-3']) await startInstance(name)
  // The instance that gets the booking of the member `singleBookingMemberId` into its batch must stop in the middle of the batch.
  const held = await holdLock(service, 'SELECT FROM accounts WHERE user_id = $1 FOR UPDATE', [
    singleBookingMemberId,
  ])
  await setClocks(dueAt)

  let victim = ''
  await expect.poll(async () => (victim = (await findVictim()) ?? ''), waitOptions).not.toBe('')
  await kill(victim)
  const unanswered = mailServer.unanswered().filter((mail) => mail.from === victim)
  const before = await countChanges()
  await held.release()
  mailServer.confirmAll()

  // The others get its share of the bookings at once, and its mails after its claims have expired.
  expect(before['pending 1']).toBeGreaterThan(0)
  const done = {
    'expired 2': outcomes.expired,
    'completed 2': outcomes.completed,
    'no_show 2': outcomes.no_show,
  }
  await expect.poll(countChanges, waitOptions).toEqual(done)
  await expect.poll(unsent, waitOptions).toEqual(unanswered.map(idOf).sort())
  await setClocks(new Date(service.clock.now() + 15_000).toISOString())
  await expect.poll(unsent, waitOptions).toEqual([])

  const times = Map.groupBy(mailServer.received.map(idOf), (id) => id)
  const twice = [...times].filter(([, each]) => each.length > 1)
  expect(times.size).toBe(outcomes.expired)
  expect(twice.map(([id, each]) => [id, each.length]).sort()).toEqual(
    unanswered.map((one) => [idOf(one), 2]).sort(),
  )
  const refunds = await sql<{ count: number; bookings: number }>`
    SELECT count(*)::int AS count, count(DISTINCT booking_id)::int AS bookings FROM transfers WHERE kind = 'refund'
  `.execute(service.deps.db)
  expect(refunds.rows).toEqual([{ count: outcomes.expired, bookings: outcomes.expired }])
  expect(await countChanges()).toEqual(done)
  await service.assertBooksAreRight()
})
