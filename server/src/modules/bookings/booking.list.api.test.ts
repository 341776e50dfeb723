import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Created,
  changeStatus,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  type StatusChange,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'

const service = useService()

type Row = Created & { userId: string; locationId: string; startsAt: string; createdAt: string }

let users: { admin: Person; manager: Person; anna: Person; boris: Person }
let locations: Created[]
let spaces: Created[]
/** Every booking except the deleted ones, in its present state. */
let all: Row[]

const hourMs = 3_600_000
const toInstant = (ms: number) => new Date(ms).toISOString()
const now = '2026-12-05T06:40:00.000Z'
const firstHour = Date.parse('2026-12-04T06:00:00.000Z')

beforeAll(async () => {
  const admin = await makePerson(service, 'admin')
  locations = [await makeLocation(service, admin), await makeLocation(service, admin)]
  const [here, there] = locations.map((location) => location.id) as [string, string]
  const { id: tariffId } = await makeTariff(service, admin, { hourlyRate: 10_000 })
  const { id: expensiveId } = await makeTariff(service, admin, { hourlyRate: 15_000 })
  spaces = [
    await makeSpace(service, admin, { locationId: here, tariffId, type: 'desk', capacity: 1 }),
    await makeSpace(service, admin, { locationId: here, tariffId: expensiveId, requiresCheckIn: true }),
    await makeSpace(service, admin, { locationId: there, tariffId, requiresApproval: true }),
  ]
  const manager = await makePerson(service, 'manager', [here])
  await topUp(service, admin, manager.id, 10_000_000)
  const [anna, boris] = [await makeMember(service, admin), await makeMember(service, admin)]
  users = { admin, manager, anna, boris }
  await makeBookings()
})

/** Bookings of two days, back to back, by three members; some made at one instant, some ended in each possible way. */
async function makeBookings(): Promise<void> {
  const { admin, manager, anna, boris } = users
  const travel = (instant: string) => travelTo(service, instant, ...Object.values(users))
  const owners = [anna, boris, manager, anna, boris]
  const created: Created[] = []
  for (const [index, space] of spaces.entries())
    for (let step = 0; step < 11; step++) {
      if (step % 3 === 0) service.clock.advance(1)
      const start = firstHour + step * 4 * hourMs
      const times = {
        startsAt: toInstant(start),
        endsAt: toInstant(start + (1 + ((step + index) % 3)) * hourMs),
      }
      const owner = owners[(step * 2 + index) % owners.length] ?? anna
      created.push(
        await makeBooking(service, owner, { spaceId: space.id, title: `No. ${created.length}`, ...times }),
      )
    }
  const changeAll = async (name: StatusChange, ...indexes: number[]) => {
    const responses = await Promise.all(
      indexes.map((index) => changeStatus(service, admin, name, created[index]?.id ?? '')),
    )
    expect(responses.map(({ status }) => status)).toEqual(indexes.map(() => 200))
  }
  await changeAll('cancel', 1, 8, 12, 20, 30)
  await changeAll('approve', 22, 23, 28, 31)
  await changeAll('reject', 24, 29)
  await travel('2026-12-05T05:50:00.000Z')
  await changeAll('check-in', 6, 17, 28)
  await changeAll('complete', 28)
  // The booking is over before it starts. Such bookings exist from the time when a checked-in booking could be moved to another day.
  await service.deps.pool.query('UPDATE bookings SET starts_at = $2, ends_at = $3 WHERE id = $1', [
    created[28]?.id,
    '2026-12-07T06:00:00Z',
    '2026-12-07T07:00:00Z',
  ])
  await travel('2026-12-05T06:10:00.000Z')
  await changeAll('complete', 17)
  await travel(now)
  for (const deleted of [created[8], created[24]])
    expect((await service.request('DELETE', `bookings/${deleted?.id}`, { token: admin.token })).status).toBe(
      204,
    )
  all = []
  for (const { id } of created) {
    const { status, body } = await service.request('GET', `bookings/${id}`, { token: admin.token })
    const { refundNow, quote, actions, ...row } = body
    if (status === 200) all.push(row)
  }
}

type Query = Record<string, string | number | string[] | boolean | undefined>
const pathOf = (query: Query) => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [value].flat().map((item): [string, string] => [key, String(item)]),
  )
  return `bookings?${new URLSearchParams(pairs)}`
}
const list = (query: Query, person = users.admin) =>
  service.request('GET', pathOf(query), { token: person.token })

/** Reads all pages, one after another; `between` runs after each. */
async function listAll(query: Query, person = users.admin, between = async () => {}): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | undefined; ; ) {
    const { status, body } = await list({ ...query, cursor }, person)
    expect(status).toBe(200)
    expect(body.items.length).toBeLessThanOrEqual(Number(query.limit ?? 20))
    rows.push(...body.items)
    if (body.nextCursor === null) return rows
    cursor = body.nextCursor
    await between()
  }
}

const mayRead = (person: Person, row: Row): boolean =>
  person === users.admin ||
  row.userId === person.id ||
  (person === users.manager && row.locationId === locations[0]?.id)

/** The expected content of a list, found among all bookings. */
function expected(query: Query, person: Person): Row[] {
  const { locationId, spaceId, userId, status, from, to, minPrice, maxPrice, sort = 'startsAt' } = query
  const key = String(sort).replace('-', '')
  const rows = all.filter(
    (row) =>
      mayRead(person, row) &&
      (locationId === undefined || row.locationId === locationId) &&
      (spaceId === undefined || row.spaceId === spaceId) &&
      (userId === undefined || row.userId === userId) &&
      (status === undefined || [status].flat().includes(row.status)) &&
      (from === undefined || Date.parse(row.endsAt) > Date.parse(String(from))) &&
      (to === undefined || Date.parse(row.startsAt) < Date.parse(String(to))) &&
      (minPrice === undefined || row.totalPrice >= Number(minPrice)) &&
      (maxPrice === undefined || row.totalPrice <= Number(maxPrice)),
  )
  rows.sort((a, b) => (a[key] === b[key] ? (a.id < b.id ? -1 : 1) : a[key] < b[key] ? -1 : 1))
  return String(sort).startsWith('-') ? rows.reverse() : rows
}

const statuses = [
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'cancelled',
  'rejected',
  'expired',
  'no_show',
]
const sorts = ['startsAt', '-startsAt', 'createdAt', '-createdAt', 'totalPrice', '-totalPrice']

describe('GET /bookings', () => {
  it('is tested with bookings in every status but `awaiting_payment`', () => {
    expect([...new Set(all.map((row) => row.status))].sort()).toEqual([...statuses].sort())
    expect(all.filter((row) => row.status === 'completed' && row.startsAt > now)).toHaveLength(1)
    expect(all).toHaveLength(31)
  })

  it.each(['admin', 'manager', 'anna', 'boris'] as const)(
    'shows %s exactly the visible bookings, and never deleted ones',
    async (who) => {
      const rows = await listAll({}, users[who])
      expect(rows).toEqual(expected({}, users[who]))
      expect(rows.length).toBeGreaterThan(5)
    },
  )

  it('returns for each single filter exactly the rows that match it', async () => {
    const [row] = all.filter(({ status }) => status === 'confirmed')
    const queries: Query[] = [
      ...locations.map(({ id: locationId }) => ({ locationId })),
      ...spaces.map(({ id: spaceId }) => ({ spaceId })),
      ...Object.values(users).map(({ id: userId }) => ({ userId })),
      ...statuses.map((status) => ({ status })),
      { status: ['pending', 'expired'] },
      { from: row?.endsAt },
      { from: toInstant(Date.parse(row?.endsAt) - 1) },
      { to: row?.startsAt },
      { to: toInstant(Date.parse(row?.startsAt ?? '') + 1) },
      ...[9_999, 10_000, 10_001, 45_000, 45_001].flatMap((price) => [
        { minPrice: price },
        { maxPrice: price },
      ]),
    ]
    for (const query of queries)
      expect(await listAll({ ...query, limit: 50 }), pathOf(query)).toEqual(expected(query, users.admin))
  })

  it('filters, sorts, counts and pages correctly for any combination of filters and any actor', async () => {
    const pick = <T>(values: () => T[]) => fc.nat(99).map((n) => () => values()[n % values().length] as T)
    // A window of more than a hundred days is read in another way than a short one.
    const hours = fc.oneof(fc.integer({ min: -4, max: 60 }), fc.constant(-24 * 130))
    const instant = fc
      .tuple(hours, fc.constantFrom(-1, 0, 1))
      .map(([hours, ms]) => toInstant(firstHour + hours * hourMs + ms))
    const filters = fc.record(
      {
        locationId: pick(() => locations.map(({ id }) => id)),
        spaceId: pick(() => spaces.map(({ id }) => id)),
        userId: pick(() => Object.values(users).map(({ id }) => id)),
        status: fc.subarray(statuses, { minLength: 1 }).map((some) => () => some),
        from: instant.map((at) => () => at),
        to: instant.map((at) => () => at),
        minPrice: fc.integer({ min: 0, max: 50_000 }).map((price) => () => price),
        maxPrice: fc.integer({ min: 0, max: 50_000 }).map((price) => () => price),
        sort: fc.constantFrom(...sorts).map((sort) => () => sort),
      },
      { requiredKeys: [] },
    )
    const who = fc.constantFrom('admin', 'admin', 'manager', 'anna', 'boris' as const)
    await fc.assert(
      fc.asyncProperty(filters, who, fc.constantFrom(4, 7, 20, 1_000), async (choice, name, limit) => {
        const query: Query = Object.fromEntries(
          Object.entries(choice).map(([key, value]) => [key, value?.()]),
        )
        const person = users[name as keyof typeof users]
        const rows = expected(query, person)
        const { body } = await list({ ...query, limit, withTotal: true }, person)
        expect(body.total).toBe(rows.length)
        expect(await listAll({ ...query, limit }, person)).toEqual(rows)
      }),
      tries(50, { isSlow: true }),
    )
  })

  it.each(sorts)('by %s returns each row once in pages of one row, equal keys included', async (sort) => {
    const userId = users.anna.id
    const rows = await listAll({ sort, userId, limit: 1 })
    expect(rows).toEqual(expected({ sort, userId }, users.admin))
  })
})
