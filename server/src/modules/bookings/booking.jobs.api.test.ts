import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  makeBooking,
  makeCoworking,
  makeMember,
  makeSpace,
  type Person,
  takeStep,
  travelTo,
} from '../../../test/factories.ts'
import { startOfTests, useService } from '../../../test/harness.ts'
import { runJobs } from '../../jobs.ts'
import { sendMails } from '../mails/mail.jobs.ts'
import { sweepDue } from './booking.jobs.ts'

const service = useService()
let world: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeAll(async () => {
  world = await makeCoworking(service)
})
beforeEach(async () => {
  service.clock.set(startOfTests)
  member = await makeMember(service, world.admin)
})

const space = (fields: object = {}) =>
  makeSpace(service, world.admin, { locationId: world.location.id, tariffId: world.tariff.id, ...fields })
const stored = (id: string) =>
  service.deps.db
    .selectFrom('bookings')
    .select(['status', 'version', 'refunded'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const mailsTo = async (email: string) =>
  (
    await service.deps.db
      .selectFrom('mails')
      .select('subject')
      .where('recipient', '=', email)
      .orderBy('id')
      .execute()
  ).map((mail) => mail.subject.split(':')[0])

describe('time', () => {
  it('completes a confirmed booking at its end', async () => {
    const { id } = await makeBooking(service, member, {
      spaceId: (await space()).id,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    service.clock.set('2026-12-02T07:59:59Z')
    await runJobs(service.deps)
    expect((await stored(id)).status).toBe('confirmed')
    service.clock.set('2026-12-02T08:00:00Z')
    await runJobs(service.deps)
    expect((await stored(id)).status).toBe('completed')
  })

  it('expires a pending one at its start, refunds it in full, and tells its owner', async () => {
    const before = await balanceOf(service, member)
    const { id } = await makeSpace(service, world.admin, {
      locationId: world.location.id,
      tariffId: world.tariff.id,
      requiresApproval: true,
    })
    const booking = await makeBooking(service, member, { spaceId: id, ...at('2026-12-02', '10:00', '11:00') })
    await travelTo(service, '2026-12-02T07:00:00Z', member)
    await runJobs(service.deps)
    expect(await stored(booking.id)).toMatchObject({ status: 'expired', refunded: booking.totalPrice })
    expect(await balanceOf(service, member)).toBe(before)
    expect(await mailsTo(member.email)).toEqual([
      'Booking waits for approval',
      'Booking was not approved in time',
    ])
  })

  it('makes a no-show of who must check in and has not, a quarter of an hour after the start', async () => {
    const { id: spaceId } = await space({ requiresCheckIn: true })
    const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '11:00') })
    service.clock.set('2026-12-02T07:15:00Z')
    await runJobs(service.deps)
    expect(await stored(id)).toMatchObject({ status: 'no_show', refunded: 0 })
  })

  it('reminds once, an hour before, and not of what was booked within the hour', async () => {
    const { id: spaceId } = await space()
    await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '11:00') })
    await travelTo(service, '2026-12-02T06:00:00Z', member)
    await runJobs(service.deps)
    await makeBooking(service, member, { spaceId, ...at('2026-12-02', '09:30', '10:00') })
    await runJobs(service.deps)
    expect(await mailsTo(member.email)).toEqual([
      'Booking confirmed',
      'Your booking starts in an hour',
      'Booking confirmed',
    ])
  })
})

describe('a deadline holds before the sweep has come by', () => {
  it('for who books the time that a no-show has freed', async () => {
    const { id: spaceId } = await space({ requiresCheckIn: true })
    const late = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await travelTo(service, '2026-12-02T07:20:00Z', member)
    const window = '?from=2026-12-02T07:30:00Z&to=2026-12-02T09:00:00Z'
    const free = await service.request('GET', `spaces/${spaceId}/availability${window}`)
    expect(free.body).toMatchObject({ busy: [], free: [{ startsAt: '2026-12-02T07:30:00.000Z' }] })
    const next = await book(service, member, { spaceId, ...at('2026-12-02', '10:30', '11:00') })
    expect(next.status).toBe(201)
    expect((await stored(late.id)).status).toBe('no_show')
  })

  it('for who reads, filters, approves or cancels', async () => {
    const { id: spaceId } = await space({ requiresApproval: true })
    const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await travelTo(service, '2026-12-02T07:00:00Z', member, world.admin)
    const read = await service.request('GET', `bookings/${id}`, { token: member.token })
    expect(read.body.status).toBe('expired')
    const list = await service.request('GET', `bookings?status=expired&spaceId=${spaceId}`, {
      token: member.token,
    })
    expect(list.body.items).toHaveLength(1)
    expect((await takeStep(service, world.admin, 'approve', id)).body.code).toBe('invalid_transition')
    expect((await takeStep(service, member, 'cancel', id)).body.code).toBe('invalid_transition')
  })
})

describe('many that are due at once', () => {
  it('change exactly once with three sweeps at work, one of them broken off', async () => {
    const rooms = await Promise.all(Array.from({ length: 20 }, () => space({ requiresApproval: true })))
    const ids: string[] = []
    for (const { id: spaceId } of rooms)
      for (const hour of ['10', '11', '12', '13', '14'])
        ids.push(
          (await makeBooking(service, member, { spaceId, ...at('2026-12-02', `${hour}:00`, `${hour}:30`) }))
            .id,
        )
    service.clock.set('2026-12-02T12:00:00Z')
    const broken = service.deps.db
      .transaction()
      .execute(async () => Promise.reject(new Error('killed')))
      .catch(() => 0)
    const sweep = async () => {
      while ((await sweepDue(service.deps)) > 0);
    }
    await Promise.all([broken, sweep(), sweep(), sweep()])
    const rows = await Promise.all(ids.map(stored))
    expect(new Set(rows.map((row) => `${row.status} ${row.version}`))).toEqual(new Set(['expired 2']))
    const subjects = await mailsTo(member.email)
    expect(subjects.filter((subject) => subject === 'Booking was not approved in time')).toHaveLength(
      ids.length,
    )
  })
})

describe('a mail', () => {
  it('in the hand of a sender that died is taken up by another when its time has passed', async () => {
    await runJobs(service.deps)
    const { id: spaceId } = await space()
    await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '11:00') })
    const sent: string[] = []
    const dying = { ...service.deps, sendMail: () => new Promise<never>(() => {}) }
    void sendMails(dying)
    const living = { ...service.deps, sendMail: async ({ id }: { id: string }) => void sent.push(id) }
    await expect
      .poll(
        async () =>
          (await service.deps.db.selectFrom('mails').select('id').where('takenUntil', 'is', null).execute())
            .length,
      )
      .toBe(0)
    expect(await sendMails(living)).toBe(0)
    service.clock.advance(30_000)
    expect(await sendMails(living)).toBeGreaterThan(0)
    expect(new Set(sent).size).toBe(sent.length)
  })

  it('that the server refuses is tried again later', async () => {
    await makeBooking(service, member, { spaceId: (await space()).id, ...at('2026-12-02', '10:00', '11:00') })
    await runJobs({ ...service.deps, sendMail: () => Promise.reject(new Error('greylisted')) })
    service.clock.advance(10 * 60_000)
    const sent: string[] = []
    await runJobs({ ...service.deps, sendMail: async ({ recipient }) => void sent.push(recipient) })
    expect(sent).toContain(member.email)
  })
})
