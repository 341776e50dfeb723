import { beforeAll, expect, it } from 'vitest'
import {
  at,
  book,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { hourMs, minuteMs, toInstant } from '../../shared/time-range.ts'
import { findNextDue } from './calendar.view.ts'

// The clock stands at Tuesday 2026-12-01, 09:00 in Moscow.
const service = useService()
let member: Person
let spaceId: string

beforeAll(async () => {
  member = await makeMember(service, await makePerson(service, 'admin'))
  spaceId = (await makeCoworking(service)).space.id
})

const request = (from: string, to: string) => ({ spaceId, ...at('2026-12-01', from, to) })

/** The cached value; the database must have the same value. */
async function nextDue(): Promise<number> {
  const now = service.clock.now()
  const due = await service.deps.nextDue(now)
  expect(due).toBe(await findNextDue(service.deps.db, now))
  return due
}

it('The next due instant follows every booking and the clock, also where the clock is set back', async () => {
  expect(await nextDue()).toBe(Number.POSITIVE_INFINITY)
  const late = await makeBooking(service, member, request('15:00', '16:00'))
  const lateDue = await nextDue()
  expect(Number.isFinite(lateDue)).toBe(true)
  const early = await makeBooking(service, member, request('10:00', '11:00'))
  const earlyDue = await nextDue()
  expect(earlyDue).toBeLessThan(lateDue)
  service.clock.set(toInstant(earlyDue))
  expect(await nextDue()).toBe(lateDue)
  service.clock.set(toInstant(earlyDue - minuteMs))
  expect(await nextDue()).toBe(earlyDue)
  service.clock.set(startOfTests)
  expect((await changeStatus(service, member, 'cancel', early.id)).status).toBe(200)
  expect(await nextDue()).toBe(lateDue)
  expect((await changeStatus(service, member, 'cancel', late.id)).status).toBe(200)
  expect(await nextDue()).toBe(Number.POSITIVE_INFINITY)
})

it('The next due instant is not read again while no booking is written', async () => {
  expect((await book(service, member, request('12:00', '13:00'))).status).toBe(201)
  const due = await nextDue()
  const statements: unknown[] = []
  const { query } = service.deps.pool
  service.deps.pool.query = ((...call: unknown[]) => {
    statements.push(call[0])
    return (query as (...values: unknown[]) => unknown).apply(service.deps.pool, call)
  }) as typeof query
  try {
    expect(await service.deps.nextDue(service.clock.now() + hourMs)).toBe(due)
    expect(statements).toEqual([])
    expect(await service.deps.nextDue(due)).toBe(Number.POSITIVE_INFINITY)
    expect(statements).toHaveLength(1)
  } finally {
    service.deps.pool.query = query
  }
})
