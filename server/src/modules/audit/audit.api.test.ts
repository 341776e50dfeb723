import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makeTariff,
  topUp,
} from '../../../../testing/factories.ts'
import { startTestService, type TestService, useService } from '../../../../testing/harness.ts'
import { auditBooks } from '../../audit/audit.books.ts'
import { momentOf } from '../../audit/audit.moment.ts'
import { inTransaction } from '../../db/transaction.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs } from '../../shared/time-range.ts'
import { cutAuditTrail, record } from './audit.service.ts'

const service = useService()

it('actions of staff on money, tariffs and bookings are recorded: actor, time, action, state before and after', async () => {
  const { admin, space, tariff } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  const change = { token: admin.token, body: { hourlyRate: 1_200 } }
  await service.request('PATCH', `tariffs/${tariff.id}`, change)
  const booking = await makeBooking(service, member, {
    spaceId: space.id,
    ...at('2026-12-02', '10:00', '11:00'),
  })
  await changeStatus(service, admin, 'cancel', booking.id, { refundPercent: 50 })
  const trail = async (query: string) =>
    (await service.request('GET', `audit?${query}`, { token: admin.token })).body.items
  const [updated] = await trail(`entityId=${tariff.id}&limit=1`)
  expect(updated).toMatchObject({
    actorId: admin.id,
    action: 'update',
    entity: 'tariff',
    before: { hourlyRate: 60_000 },
    after: { hourlyRate: 1_200 },
  })
  const [cancelled] = await trail('entity=booking')
  expect(cancelled).toMatchObject({
    action: 'cancel',
    before: { status: 'confirmed' },
    after: { status: 'cancelled' },
  })
  expect((await trail('entity=wallet'))[0]).toMatchObject({
    action: 'top_up',
    entityId: member.id,
    before: null,
    after: { kind: 'top_up', channel: 'cash', amount: 10_000_000, balanceAfter: 10_000_000 },
  })
  expect(await trail(`actorId=${member.id}`)).toEqual([])
  const { id, createdAt } = updated
  const found = await trail(`from=${createdAt}&to=${createdAt}&limit=1000`)
  expect(found.map((event: { id: string }) => event.id)).toContain(id)
})

it('actions of members on their own bookings are not recorded', async () => {
  const { admin, space } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  const { id } = await makeBooking(service, member, {
    spaceId: space.id,
    ...at('2026-12-02', '10:00', '11:00'),
  })
  await changeStatus(service, member, 'cancel', id)
  const response = await service.request('GET', `audit?entityId=${id}`, { token: admin.token })
  expect(response.body.items).toEqual([])
})

it('actions that only staff may perform are recorded also for their own bookings', async () => {
  const { admin, space } = await makeCoworking(service, { space: { requiresApproval: true } })
  await topUp(service, admin, admin.id, 10_000_000)
  const slot = { spaceId: space.id, ...at('2026-12-02', '10:00', '11:00') }
  const { id } = await makeBooking(service, admin, slot)
  await changeStatus(service, admin, 'approve', id)
  await changeStatus(service, admin, 'cancel', id)
  await service.request('DELETE', `bookings/${id}`, { token: admin.token })
  const { body } = await service.request('GET', `audit?entityId=${id}`, { token: admin.token })
  expect(body.items.map((event: { action: string }) => event.action)).toEqual(['delete', 'approve'])
})

it('the database refuses to change or remove an audit event', async () => {
  await expect(sql`UPDATE audit_events SET action = 'x'`.execute(service.deps.db)).rejects.toThrow(
    'append-only',
  )
  await expect(sql`DELETE FROM audit_events`.execute(service.deps.db)).rejects.toThrow('append-only')
})

it.each([
  ['changed', sql`UPDATE audit_events SET after = '{"amount": 1}' WHERE seq = 3`, 'event 3'],
  ['removed', sql`DELETE FROM audit_events WHERE seq = 3`, 'event 4'],
  ['removed from the beginning', sql`DELETE FROM audit_events WHERE seq = 1`, 'event 2'],
  [
    'removed from the end',
    sql`DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)`,
    'head',
  ],
])('`make audit` names an audit event that a superuser has %s', async (_, tamper, named) => {
  const other = await startTestService()
  try {
    const { admin } = await makeCoworking(other)
    await makeTariff(other, admin)
    await topUp(other, admin, admin.id, 100)
    await other.deps.db.transaction().execute(async (trx) => {
      await sql`SET LOCAL session_replication_role = replica`.execute(trx)
      await sql`GRANT ALL ON audit_events TO CURRENT_USER`.execute(trx)
      await tamper.execute(trx)
    })
    const [first] = await auditBooks(other.deps.db, momentOf(other.clock))
    expect(first?.check).toMatch(/^the audit trail/)
    expect(first?.detail).toContain(named)
  } finally {
    await other.stop()
  }
})

it('audit events older than the retention are deleted, and the seal of the others still verifies', async () => {
  const other = await startTestService({ AUDIT_RETENTION_DAYS: '30' })
  try {
    const { db } = other.deps
    const { admin } = await makeCoworking(other)
    const auditEvents = () => db.selectFrom('auditEvents').select(['seq', 'action']).orderBy('seq').execute()
    const location = {
      action: 'update',
      entity: 'location',
      entityId: admin.id,
      before: null,
      after: null,
    } as const
    const recordUpdate = () =>
      inTransaction(other.deps, (trx) => record(trx, { actorId: admin.id, ...location }, other.clock.now()))
    const old = await auditEvents()
    await runJobs(other.deps)
    expect(await auditEvents()).toEqual(old)
    other.clock.advance(20 * dayMs)
    await recordUpdate()
    other.clock.advance(15 * dayMs)
    await runJobs(other.deps)
    await runJobs(other.deps)
    expect((await auditEvents()).map(({ action }) => action)).toEqual(['update', 'cut'])
    expect((await auditEvents()).map(({ seq }) => Number(seq))).toEqual([old.length + 1, old.length + 2])
    expect(await auditBooks(db, momentOf(other.clock))).toEqual([])
    await expect(sql`DELETE FROM audit_events`.execute(db)).rejects.toThrow('append-only')

    other.clock.advance(100 * dayMs)
    await runJobs(other.deps)
    expect((await auditEvents()).map(({ action }) => action)).toEqual(['cut'])
    expect(await auditBooks(db, momentOf(other.clock))).toEqual([])

    // Where the start of the trail (`audit_start`) was moved past an audit event without a `cut`, `make audit` reports it.
    await recordUpdate()
    await sql`UPDATE audit_start SET (seq, seal) = (SELECT seq, seal FROM audit_events ORDER BY seq LIMIT 1)`.execute(
      db,
    )
    await sql`DELETE FROM audit_events WHERE seq <= (SELECT seq FROM audit_start)`.execute(db)
    expect((await auditBooks(db, momentOf(other.clock))).map(({ check }) => check)).toEqual([
      'the audit trail begins where its last cut says',
    ])
  } finally {
    await other.stop()
  }
})

/** Returns a function that records an event by a clock that shows the given time. */
async function updateRecorder(service: TestService) {
  const { admin } = await makeCoworking(service)
  const event = { action: 'update', entity: 'location', before: null, after: null } as const
  return (now: number) =>
    inTransaction(service.deps, (trx) =>
      record(trx, { actorId: admin.id, entityId: admin.id, ...event }, now),
    )
}

it('an audit event that was recorded by a clock ahead is deleted with the next one, and the later events are kept', async () => {
  const other = await startTestService({ AUDIT_RETENTION_DAYS: '30' })
  try {
    const { db } = other.deps
    const recordUpdate = await updateRecorder(other)
    const listSeqs = async () =>
      (await db.selectFrom('auditEvents').select('seq').orderBy('seq').execute()).map(({ seq }) =>
        Number(seq),
      )
    const count = (await listSeqs()).length
    const inAYear = () => other.clock.now() + 365 * dayMs
    await recordUpdate(inAYear())
    await recordUpdate(other.clock.now())
    other.clock.advance(20 * dayMs)
    await recordUpdate(inAYear())
    other.clock.advance(5 * dayMs)
    await recordUpdate(other.clock.now())
    other.clock.advance(10 * dayMs)
    await cutAuditTrail(db, other.clock.now(), 30)
    // The second event that is dated ahead is newer than the last old one. The last event is the `cut`.
    expect(await listSeqs()).toEqual([count + 3, count + 4, count + 5])
    expect(await auditBooks(db, momentOf(other.clock))).toEqual([])
  } finally {
    await other.stop()
  }
})

it('a clock that is behind the last audit event deletes nothing: events dated between two wrong times may be new', async () => {
  const other = await startTestService({ AUDIT_RETENTION_DAYS: '30' })
  try {
    const { db } = other.deps
    const recordUpdate = await updateRecorder(other)
    const count = async () => (await db.selectFrom('auditEvents').select('seq').execute()).length
    await recordUpdate(other.clock.now() - 2_000 * dayMs)
    await recordUpdate(other.clock.now())
    const before = await count()
    await cutAuditTrail(db, other.clock.now() - 1_800 * dayMs, 30)
    expect(await count()).toBe(before)
  } finally {
    await other.stop()
  }
})
