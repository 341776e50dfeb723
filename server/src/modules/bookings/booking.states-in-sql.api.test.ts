import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCoworking, makePerson } from '../../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../../testing/harness.ts'
import { newId } from '../../shared/ids.ts'
import { countOccupying, isDueAt, isStoredAsOccupying, occupiesAt } from '../calendar/calendar.view.ts'
import { lockAndCountOccupying } from './booking.limit.repository.ts'
import { insertBooking } from './booking.row.repository.ts'
import type { BookingStatus } from './booking.schema.ts'
import { occupies, paidStatuses, statusAt, type TimedStatus } from './booking.states.ts'
import { isCountedInReportsSql, listStatusSql, reportStatusSql } from './booking.status.repository.ts'

// Rows are written without the services and nobody pays for them, so the ledger of this database cannot be checked.
let service: TestService
let userId: string
const stored = new Map<string, TimedStatus>()

const count = 100
const minute = 60_000
const day = 24 * 60 * minute
const firstDay = Date.parse('2026-12-01T00:00:00.000Z')

const statuses: BookingStatus[] = [
  'awaiting_payment',
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'cancelled',
  'rejected',
  'expired',
  'no_show',
]
const shapes = fc.record({
  status: fc.constantFrom(...statuses),
  requiresCheckIn: fc.boolean(),
  startMinute: fc.nat(600),
  heldMinutes: fc.nat(30),
  // Some bookings end within the first 15 minutes, in which the member may still check in.
  minutes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 600 })),
})

beforeAll(async () => {
  service = await startTestService()
  const { location, space } = await makeCoworking(service)
  userId = (await makePerson(service)).id
  const quote = { total: 0, currency: 'RUB', minutes: 0, lines: [], cancellation: [] }
  const at = new Date(service.clock.now()).toISOString()
  await service.deps.db.transaction().execute(async (trx) => {
    for (const [index, shape] of fc.sample(shapes, count).entries()) {
      // Each booking has its own day, so that no two conflict.
      const start = firstDay + index * day + shape.startMinute * minute
      const startsAt = new Date(start).toISOString()
      const endsAt = new Date(start + shape.minutes * minute).toISOString()
      const { status, requiresCheckIn } = shape
      const holdUntil =
        status === 'awaiting_payment' ? new Date(start - shape.heldMinutes * minute).toISOString() : null
      const row = await insertBooking(trx, {
        ...{ id: newId(), userId, spaceId: space.id, locationId: location.id, title: '' },
        ...{ startsAt, endsAt, status, requiresCheckIn, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
        ...(holdUntil && { holdUntil }),
        ...{ totalPrice: 0, currency: 'RUB', quote, cancellation: [], createdAt: at, updatedAt: at },
      })
      stored.set(row.id, { status, requiresCheckIn, startsAt, endsAt, holdUntil })
    }
  })
})
afterAll(() => service.stop())

/** The statuses that SQL computes for every stored booking at these instants. */
const statusesInSql = (instants: number[]) =>
  service.deps.db
    .selectFrom('bookings')
    .select([
      'id',
      sql<BookingStatus[]>`ARRAY[${sql.join(instants.map(reportStatusSql))}]`.as('statuses'),
      sql<boolean[]>`ARRAY[${sql.join(instants.map((now) => sql`coalesce(${occupiesAt(now)}, false)`))}]`.as(
        'occupying',
      ),
      sql<boolean[]>`ARRAY[${sql.join(instants.map(isCountedInReportsSql))}]`.as('countedInReports'),
      sql<boolean[]>`ARRAY[${sql.join(instants.map((now) => sql`coalesce(${isDueAt(now)}, false)`))}]`.as(
        'due',
      ),
      isStoredAsOccupying.as('isStoredAsOccupying'),
    ])
    .execute()

/** `listStatusSql`, by which lists are filtered and which their responses show, at one instant. */
async function statusesInList(now: number): Promise<Map<string, BookingStatus>> {
  const { rows } = await service.deps.pool.query<{ id: string; status: BookingStatus }>(
    `SELECT b.id, ${listStatusSql('$1')} AS status FROM bookings b`,
    [new Date(now).toISOString()],
  )
  return new Map(rows.map(({ id, status }) => [id, status]))
}

describe('statusAt, and what occupies its slot, in SQL', () => {
  it('equals the pure rule for every booking, at each instant at which either could change', async () => {
    const instants = [...stored.values()].flatMap(({ startsAt, endsAt, holdUntil }) => {
      const start = Date.parse(startsAt)
      const held = holdUntil === null ? [] : [Date.parse(holdUntil)]
      const edges = [...held, start - 15 * minute, start, start + 15 * minute, Date.parse(endsAt)]
      return edges.flatMap((edge) => [edge - 1, edge, edge + 1])
    })
    const seen = new Set<BookingStatus>()
    const differences: object[] = []
    for (const { id, statuses, occupying, countedInReports, due, ...row } of await statusesInSql(instants)) {
      const booking = stored.get(id) as TimedStatus
      expect(row.isStoredAsOccupying).toBe(occupies(booking.status))
      for (const [index, inSql] of statuses.entries()) {
        const now = instants[index] as number
        const pure = statusAt(booking, now)
        seen.add(inSql)
        const isOccupying = occupying[index]
        const isCounted = countedInReports[index]
        const isDue = due[index]
        if (isCounted !== paidStatuses.includes(pure) || isDue !== (pure !== booking.status))
          differences.push({ ...booking, now: new Date(now).toISOString(), isCounted, isDue })
        if (isOccupying !== occupies(pure))
          differences.push({ ...booking, now: new Date(now).toISOString(), isOccupying })
        // Reports do not read `hold_until`: an unpaid booking counts in none, whether or not it has expired.
        const inReports = booking.status === 'awaiting_payment' ? booking.status : pure
        if (inSql !== inReports)
          differences.push({ ...booking, now: new Date(now).toISOString(), inSql, pure })
      }
    }
    expect(differences).toEqual([])
    expect([...seen].sort()).toEqual([...statuses].sort())
    expect(stored.size).toBe(count)
  })

  it('is equal in a list and in the count of a member’s live bookings', async () => {
    const edges = [...stored.values()].flatMap(({ startsAt, endsAt }) => [startsAt, endsAt].map(Date.parse))
    const instants = edges.sort((a, b) => a - b).filter((_, index) => index % 20 === 0)
    for (const now of instants) {
      const pure = new Map([...stored].map(([id, booking]) => [id, statusAt(booking, now)]))
      expect(await statusesInList(now)).toEqual(pure)
      const live = [...pure.values()].filter(occupies).length
      const limits = { now, max: 2 * count }
      expect(await countOccupying(service.deps.db, userId, limits)).toBe(live)
      const locked = service.deps.db
        .transaction()
        .execute((trx) => lockAndCountOccupying(trx, userId, limits))
      expect(await locked).toBe(live)
    }
    expect(instants.length).toBeGreaterThan(5)
  })
})
