import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  changeStatus,
  makeCoworking,
  makeMember,
  makePerson,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { type HeldLock, holdLock } from '../../../../testing/postgres/locks.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { adminEmail, adminPassword, runService } from '../../../../testing/processes/service-process.ts'
import { waitUntil } from '../../db/embedded/embedded.wait.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs } from '../../shared/time-range.ts'
import { sweepDue } from '../bookings/booking.jobs.ts'
import { cancelRemaining } from './closure.cancel.ts'

// Closures over more bookings than one transaction cancels: a hundred bookings of one member, then ten of another.

const service = useService()
const funds = 100_000_000
let admin: Person
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let first: Person
let last: Person
let bookingIds: string[]

beforeAll(async () => {
  service.clock.set(startOfFile)
  admin = await makePerson(service, 'admin')
})

beforeEach(async () => {
  // A member who cancels gets no refund, so that each refund comes from the closure.
  coworking = await makeCoworking(service, {
    tariff: { cancellation: [{ hoursBefore: 8_000, refundPercent: 100 }] },
  })
  first = await makeMember(service, admin, funds)
  last = await makeMember(service, admin, funds)
  bookingIds = []
  for (let day = 2; day <= 12; day++) {
    const person = day === 12 ? last : first
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, hour) => book(service, person, request(day, 9 + hour))),
    )
    bookingIds.push(...made.map((response) => response.body.id))
  }
  expect(bookingIds).not.toContain(undefined)
}, 180_000)

const twoDigits = (number: number) => String(number).padStart(2, '0')
// The dates follow the real date, because the process that is killed has the real time: it cancels no booking that is over.
const today = Date.now()
const date = (day: number) => new Date(today + day * dayMs).toISOString().slice(0, 10)
const startOfFile = `${date(0)}T06:00:00Z`
const request = (day: number, hour: number, spaceId = coworking.space.id) => ({
  spaceId,
  ...at(date(day), `${twoDigits(hour)}:00`, `${twoDigits(hour + 1)}:00`),
})
const body = { from: `${date(1)}T21:00:00Z`, to: `${date(19)}T21:00:00Z`, reason: 'Потоп' }
const path = () => `locations/${coworking.location.id}/closures`
const close = (headers: Record<string, string> = {}) =>
  service.request('POST', `${path()}?cancelBookings=true`, { token: admin.token, body, headers })
/** Blocks every refund to this member until the lock is released. */
const holdWallet = (person: Person): Promise<HeldLock> =>
  holdLock(service, `SELECT FROM accounts WHERE kind = 'wallet' AND user_id = $1 FOR UPDATE`, [person.id])
const remove = (closureId: string) =>
  service.request('DELETE', `${path()}/${closureId}`, { token: admin.token })
const statuses = async () =>
  (
    await query(
      service.databaseUrl,
      `SELECT status, count(*)::int AS count FROM bookings WHERE location_id = '${coworking.location.id}' GROUP BY 1 ORDER BY 1`,
    )
  ).map(({ status, count }) => `${count} ${status}`)
const cancelMails = async () =>
  (await query(service.databaseUrl, `SELECT FROM outgoing_mails WHERE kind = 'cancelled'`)).length

describe('a closure over many bookings', () => {
  it('prevents new bookings at once, cancels in batches while other requests continue, and responds when all are cancelled', async () => {
    const mailsBefore = await cancelMails()
    const held = await holdWallet(last)
    const headers = { 'idempotency-key': randomUUID() }
    const response = close(headers)
    await held.untilWaiting(1)
    const repeated = close(headers)
    await held.untilWaiting(2)
    expect(await statuses()).toEqual(['100 cancelled', '10 confirmed'])
    expectProblem(await book(service, first, request(15, 10)), 422, 'closed')
    expect((await service.request('GET', `locations/${coworking.location.id}`)).status).toBe(200)
    expect((await service.request('GET', path())).body.items).toHaveLength(1)
    const elsewhere = await makeCoworking(service)
    expect((await book(service, first, request(2, 10, elsewhere.space.id))).status).toBe(201)
    await held.release()
    const [made, again] = await Promise.all([response, repeated])
    expect(made.status).toBe(201)
    expect([...made.body.cancelledBookingIds].sort()).toEqual([...bookingIds].sort())
    expect([again.status, again.body]).toEqual([201, made.body])
    // The repetition has joined the work of the first request, whose response was not stored yet.
    expect(again.headers['idempotency-replayed']).toBeUndefined()
    const third = await close(headers)
    expect([third.body, third.headers['idempotency-replayed']]).toEqual([made.body, 'true'])
    expect(await statuses()).toEqual(['110 cancelled'])
    expect(await balanceOf(service, last)).toBe(funds)
    expect((await cancelMails()) - mailsBefore).toBe(110)
  })

  it('refunds in full each booking that its owner has not cancelled or moved before its batch', async () => {
    const held = await holdWallet(first)
    const response = close()
    await held.untilWaiting(1)
    const [cancelled, moved, shown] = bookingIds.slice(100) as [string, string, string]
    const price = (funds - (await balanceOf(service, last))) / 10
    const { body } = await service.request('GET', `bookings/${shown}`, { token: last.token })
    expect(body).toMatchObject({ status: 'confirmed', refundNow: price })
    expect(await changeStatus(service, last, 'cancel', cancelled)).toMatchObject({
      status: 200,
      body: { booking: { status: 'cancelled' }, refund: price },
    })
    expect(await moveBooking(service, last, moved, at(date(25), '10:00', '10:30'))).toMatchObject({
      status: 200,
      body: { refunded: price / 2, refundNow: price / 2 },
    })
    await travelTo(service, `${date(12)}T15:30:00+03:00`, admin, last)
    for (const action of ['no-show', 'check-in'] as const)
      expectProblem(await changeStatus(service, admin, action, shown), 409, 'invalid_transition')
    expectProblem(
      await service.request('DELETE', `bookings/${shown}`, { token: admin.token }),
      409,
      'invalid_transition',
    )
    await sweepDue(service.deps)
    await held.release()
    const { status, body: made } = await response
    expect(status).toBe(201)
    expect([...made.cancelledBookingIds].sort()).toEqual(
      bookingIds.filter((id) => id !== cancelled && id !== moved).sort(),
    )
    expect(await statuses()).toEqual(['109 cancelled', '1 confirmed'])
    expect(await balanceOf(service, last)).toBe(funds - price / 2)
    await travelTo(service, `${date(25)}T10:30:00+03:00`, admin, last)
    await sweepDue(service.deps)
    expect(await statuses()).toEqual(['109 cancelled', '1 completed'])
    await travelTo(service, startOfFile, admin)
  })

  it('is not deleted while it cancels bookings; deleted after that, it still returns them all to a repeated request', async () => {
    const held = await holdWallet(last)
    const headers = { 'idempotency-key': randomUUID() }
    const response = close(headers)
    await held.untilWaiting(1)
    const [{ id }] = (await service.request('GET', path())).body.items
    expectProblem(await remove(id), 409, 'in_use')
    // An instance of an earlier version, which does not check first, cannot delete the closure, either.
    const deletion = query(service.databaseUrl, `DELETE FROM closures WHERE id = '${id}'`)
    const lockNotAvailable = '55P03'
    await expect(deletion).rejects.toMatchObject({ code: lockNotAvailable })
    await held.release()
    await response
    expect((await remove(id)).status).toBe(204)
    expect((await close(headers)).body.cancelledBookingIds).toHaveLength(110)
    expect(await cancelRemaining(service.deps, id)).toHaveLength(110)
  })

  it('is made twice by two simultaneous requests without a key, and each booking is cancelled once', async () => {
    const responses = await Promise.all([close(), close()])
    expect(responses.map(({ status }) => status)).toEqual([201, 201])
    const cancelled: string[] = responses.flatMap((response) => response.body.cancelledBookingIds)
    expect(cancelled.sort()).toEqual([...bookingIds].sort())
    expect([await balanceOf(service, first), await balanceOf(service, last)]).toEqual([funds, funds])
    const audited = await query(
      service.databaseUrl,
      `SELECT jsonb_array_elements_text(after -> 'cancelledBookingIds') AS id FROM audit_events
       WHERE entity = 'closure' AND after -> 'cancelledBookingIds' ?| array['${bookingIds.join("','")}']`,
    )
    expect(audited.map(({ id }) => id).sort()).toEqual([...bookingIds].sort())
    const withoutTime = await query(
      service.databaseUrl,
      `SELECT FROM audit_events WHERE entity = 'closure' AND NOT after ?& array['locationId', 'from', 'to']`,
    )
    expect(withoutTime).toEqual([])
  })

  it('whose process is killed between two batches is finished by the jobs, and returned to a repeated request with its key', async () => {
    const run = runService({
      DATABASE_URL: service.databaseUrl,
      JWT_SECRET: 'the secret of the process that is killed',
      ADMIN_EMAIL: adminEmail,
      ADMIN_PASSWORD: adminPassword,
      PROCESS: 'web',
    })
    const url = await run.ready()
    const headers = {
      authorization: `Basic ${Buffer.from(`${adminEmail}:${adminPassword}`).toString('base64')}`,
      'idempotency-key': randomUUID(),
    }
    const held = await holdWallet(last)
    const response = fetch(`${url}/api/v1/${path()}?cancelBookings=true`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => 'broken')
    await held.untilWaiting(1)
    run.child.kill('SIGKILL')
    await run.exited
    expect(await response).toBe('broken')
    await held.release()
    expect(await statuses()).toEqual(['100 cancelled', '10 confirmed'])
    // A member who moves a booking out of the closed time before its batch keeps the booking.
    const [moved = '', ...others] = bookingIds.toReversed()
    const price = funds - (await balanceOf(service, last))
    expect((await moveBooking(service, last, moved, at(date(25), '10:00', '11:00'))).status).toBe(200)
    // The clock is set to the time of the killed process; otherwise the service would consider its idempotency key expired.
    await travelTo(service, new Date().toISOString(), admin, first, last)
    // PostgreSQL may take a moment to notice that the process has ended.
    const finish = async () => {
      await runJobs(service.deps)
      return (await statuses()).includes('109 cancelled')
    }
    expect(await waitUntil(20_000, finish)).toBe(true)
    expect(await statuses()).toEqual(['109 cancelled', '1 confirmed'])
    expect(await balanceOf(service, first)).toBe(funds)
    expect(await balanceOf(service, last)).toBe(funds - price / 10)
    const again = await service.request('POST', `${path()}?cancelBookings=true`, { body, headers })
    expect(again.status).toBe(201)
    expect([...again.body.cancelledBookingIds].sort()).toEqual(others.sort())
    expect(again.headers['idempotency-replayed']).toBeUndefined()
    const replay = await service.request('POST', `${path()}?cancelBookings=true`, { body, headers })
    expect([replay.body, replay.headers['idempotency-replayed']]).toEqual([again.body, 'true'])
    expect((await service.request('GET', path())).body.items).toHaveLength(1)
    service.clock.set(startOfFile)
  }, 180_000)
})
