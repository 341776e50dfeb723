import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { ensureAdmin } from '../modules/auth/auth.admin.ts'
import { dayMs } from '../shared/time-range.ts'
import { demoPassword } from './demo.people.ts'
import { demoAccounts, seedDemo } from './demo.ts'

// The tests make hundreds of bookings one after the other, which takes time on a busy machine.
const timeoutMs = 240_000

type BookingFilter = { token: string; status?: string }

const select = async (service: TestService, query: string) => (await service.deps.pool.query(query)).rows
const count = async (service: TestService, table: string): Promise<number> =>
  Number((await select(service, `SELECT count(*) AS n FROM ${table}`))[0].n)

async function signIn(service: TestService, name: string): Promise<string> {
  const body = { email: `${name}@demo.coworking`, password: demoPassword }
  const response = await service.request('POST', 'auth/login', { body })
  expect(response.status).toBe(200)
  return response.body.accessToken
}

const countBookings = async (service: TestService, { token, status }: BookingFilter): Promise<number> => {
  const filter = status === undefined ? '' : `&status=${status}`
  const response = await service.request('GET', `bookings?limit=1&withTotal=true${filter}`, { token })
  return response.body.total
}

/** Checks the properties of the demo that must hold on every day. */
async function assertDemoIsComplete(service: TestService): Promise<void> {
  await service.assertBooksAreRight()
  const types = await select(
    service,
    'SELECT type, count(*)::int AS n FROM spaces GROUP BY type ORDER BY type',
  )
  expect(types).toEqual([
    { type: 'desk', n: 40 },
    { type: 'event_space', n: 1 },
    { type: 'meeting_room', n: 6 },
    { type: 'phone_booth', n: 4 },
    { type: 'private_office', n: 2 },
  ])
  const token = await signIn(service, 'manager')
  const total = await countBookings(service, { token })
  expect(total).toBeGreaterThan(500)
  for (const status of ['pending', 'confirmed', 'completed', 'cancelled', 'no_show'])
    expect(await countBookings(service, { token, status })).toBeGreaterThan(0)
  const now = service.clock.now()
  const [ages] = await select(
    service,
    // The bookings of people who came without a booking begin with the running half hour.
    `SELECT min(starts_at) AS first, max(starts_at) AS last, max(updated_at) AS newest,
       bool_and(created_at < starts_at OR user_id IN (SELECT id FROM users WHERE email IS NULL)) AS early FROM bookings`,
  )
  expect(ages.early).toBe(true)
  expect(Date.parse(ages.newest)).toBeLessThan(now)
  expect(Math.round((now - Date.parse(ages.first)) / dayMs)).toBeGreaterThanOrEqual(12)
  expect(Date.parse(ages.last) - now).toBeGreaterThan(7 * dayMs)
  await assertFrontDesk(service)
}

/** Checks the till, and the people whose accounts the front desk made. */
async function assertFrontDesk(service: TestService): Promise<void> {
  const shifts = await select(
    service,
    `SELECT closed_at IS NULL AS open, (SELECT e.amount FROM shift_entries e WHERE e.shift_id = shifts.id)::int AS difference
     FROM shifts ORDER BY opened_at`,
  )
  expect(shifts).toEqual([
    { open: false, difference: -15_000 },
    { open: false, difference: null },
    { open: false, difference: null },
    { open: true, difference: null },
  ])
  const [counts] = await select(
    service,
    `SELECT count(*) FILTER (WHERE email IS NULL AND merged_into IS NULL)::int AS without_email,
       count(*) FILTER (WHERE merged_into IS NOT NULL)::int AS merged, count(*) FILTER (WHERE note <> '' AND tags <> '{}')::int AS noted
     FROM users`,
  )
  expect(counts).toEqual({ without_email: 3, merged: 1, noted: 4 })
  const [desk] = await select(
    service,
    `SELECT (SELECT count(*)::int FROM bookings b JOIN users u ON u.id = b.user_id WHERE u.email IS NULL) AS visits,
       (SELECT count(*)::int FROM spaces WHERE access_note <> '') AS spaces_with_access_note,
       (SELECT requires_shift AND access_note <> '' FROM locations) AS location_has_both`,
  )
  expect(desk).toEqual({ visits: 3, spaces_with_access_note: 3, location_has_both: true })
}

async function closedDays(service: TestService): Promise<string[]> {
  const rows = await select(
    service,
    `SELECT starts_at AT TIME ZONE 'Europe/Moscow' AS "from", ends_at - starts_at AS "for" FROM closures
     WHERE space_id IS NULL ORDER BY starts_at`,
  )
  return rows.map((row) => `${row.from.toLocaleDateString('sv')} ${row.for.days}`)
}

describe('the demo coworking', { timeout: timeoutMs }, () => {
  let service: TestService
  let outcomes: string[]

  beforeAll(async () => {
    service = await startTestService()
    outcomes = await Promise.all([seedDemo(service.deps), seedDemo(service.deps)])
  }, timeoutMs)
  afterAll(() => service?.stop())

  it('is made once by two instances that start at once', () => {
    expect([...outcomes].sort()).toEqual(['created', 'exists'])
  })

  it('has every kind of data that a month of a coworking makes, and its books are right', async () => {
    await assertDemoIsComplete(service)
  })

  it('is closed on the holidays of the year ahead', async () => {
    expect(await closedDays(service)).toEqual([
      '2027-01-01 8',
      '2027-02-23 1',
      '2027-03-08 1',
      '2027-05-01 1',
      '2027-05-09 1',
      '2027-06-12 1',
      '2027-11-04 1',
    ])
  })

  it('has an administrator, a manager and a member who can sign in, each with the right role', async () => {
    const [location] = await select(service, 'SELECT id FROM locations')
    const who = async (name: string) =>
      (await service.request('GET', 'me', { token: await signIn(service, name) })).body
    expect(await who('admin')).toMatchObject({ role: 'admin', locale: 'ru' })
    expect(await who('manager')).toMatchObject({ role: 'manager', locationIds: [location.id] })
    const anna = await who('anna')
    expect(anna).toMatchObject({ role: 'member', firstName: 'Анна' })
    expect(anna.balances[0].balance).toBeGreaterThanOrEqual(3_000_000)
    expect((await demoAccounts(service.deps, null)).join()).toMatch(/admin@demo.*manager@demo.*anna@demo/)
  })

  it('has wallets with two months of entries, of top-ups, charges and refunds, none later than now', async () => {
    const [span] = await select(
      service,
      'SELECT min(created_at) AS first, max(created_at) AS last FROM transfers',
    )
    const now = service.clock.now()
    expect(Math.round((now - Date.parse(span.first)) / dayMs)).toBe(60)
    expect(Date.parse(span.last)).toBeLessThanOrEqual(now)
    const token = await signIn(service, 'anna')
    const { body } = await service.request('GET', 'me/wallet/entries?limit=1000', { token })
    const kinds = new Set(body.items.map((entry: { kind: string }) => entry.kind))
    expect(kinds).toEqual(new Set(['top_up', 'charge', 'refund']))
  })

  it('stays as it is when the service starts again', async () => {
    const before = await count(service, 'transfers')
    expect(await seedDemo(service.deps)).toBe('exists')
    expect(await count(service, 'transfers')).toBe(before)
    expect(await count(service, 'locations')).toBe(1)
  })
})

describe('the demo in December', { timeout: timeoutMs }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    service.clock.set('2026-12-24T09:30:00Z')
  })
  afterAll(() => service?.stop())

  it('leaves nothing where it is interrupted', async () => {
    const interrupted = expect(seedDemo(service.deps)).rejects.toThrow()
    await interruptWriter(service)
    await interrupted
    for (const table of ['locations', 'users', 'bookings', 'transfers'])
      expect(await count(service, table)).toBe(0)
  })

  it('is made completely by the next start, although the location is closed over the New Year', async () => {
    expect(await seedDemo(service.deps)).toBe('created')
    await assertDemoIsComplete(service)
    const [late] = await select(
      service,
      "SELECT count(*)::int AS n FROM bookings WHERE starts_at >= '2026-12-31T21:00Z'",
    )
    expect(late.n).toBe(0)
  })
})

/** Breaks the database connection of the instance that has begun to make bookings. */
async function interruptWriter(service: TestService): Promise<void> {
  const deadline = Date.now() + timeoutMs / 2
  while (Date.now() < deadline) {
    const rows = await select(
      service,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%"bookings"%'`,
    )
    if (rows.length > 0) return
  }
  throw new Error('nobody made bookings')
}

describe('the demo on the last day of February of a leap year', { timeout: timeoutMs }, () => {
  let service: TestService

  beforeAll(async () => {
    const admin = { ADMIN_EMAIL: 'boss@example.com', ADMIN_PASSWORD: 'my own password' }
    service = await startTestService({ ...admin, MAX_LIVE_BOOKINGS: '5' })
    service.clock.set('2028-02-29T12:00:00Z')
  })
  afterAll(() => service?.stop())

  it('has the administrator of the settings instead of a demo administrator, and more bookings than MAX_LIVE_BOOKINGS', async () => {
    expect(await seedDemo(service.deps)).toBe('created')
    await assertDemoIsComplete(service)
    const admins = await select(service, "SELECT email FROM users WHERE role = 'admin'")
    expect(admins).toEqual([{ email: 'boss@example.com' }])
    expect((await demoAccounts(service.deps, await ensureAdmin(service.deps)))[0]).toContain(
      'boss@example.com with your ADMIN_PASSWORD',
    )
    expect((await closedDays(service))[0]).toBe('2028-02-23 1')
    expect(await closedDays(service)).toHaveLength(8)
  })
})
