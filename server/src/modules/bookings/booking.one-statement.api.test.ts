import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

// The process computes bookings from cached data of a space, and one statement compares the data and writes. Here the data changes
// between the two: the response is as if the data had been read after the change.
const service = useService()
let admin: Person
let member: Person
let location: Created
let tariff: Created
let space: Created
let connections = 0

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  service.deps.pool.on('acquire', () => {
    connections += 1
  })
})

beforeEach(async () => {
  location = await makeLocation(service, admin)
  tariff = await makeTariff(service, admin, { locationId: location.id, hourlyRate: 60_000 })
  space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
  member = await makeMember(service, admin)
  // This request puts the space into the cache.
  await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-03', '10:00', '11:00') })
})

const bookingBody = () => ({ spaceId: space.id, ...at('2026-12-02', '10:00', '12:00') })

/**
 * How many times a connection was requested, and the result. The clock of the caches stands still, so that the actor is not read
 * again meanwhile.
 */
async function countConnections<T>(work: () => Promise<T>): Promise<[number, T]> {
  const frozen = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  try {
    await service.request('GET', 'me', { token: member.token })
    const before = connections
    const result = await work()
    return [connections - before, result]
  } finally {
    frozen.mockRestore()
  }
}

describe('one statement', () => {
  it('books; a move and a cancellation need a second one, which reads the booking', async () => {
    // The first booking of a location must create the location's account.
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-03', '12:00', '13:00') })
    const [count, made] = await countConnections(() =>
      book(service, member, bookingBody(), { 'idempotency-key': 'one-statement' }),
    )
    expect([count, made.status]).toEqual([1, 201])
    const during = at('2026-12-02', '14:00', '16:00')
    expect(await countConnections(() => moveBooking(service, member, made.body.id, during))).toMatchObject([
      2,
      { status: 200, body: { startsAt: '2026-12-02T11:00:00.000Z', version: 2 } },
    ])
    expect(await countConnections(() => changeStatus(service, member, 'cancel', made.body.id))).toMatchObject(
      [2, { status: 200, body: { refund: 120_000, booking: { status: 'cancelled', version: 3 } } }],
    )
    const [row] = (
      await service.deps.pool.query('SELECT title, status, refunded FROM bookings WHERE id = $1', [
        made.body.id,
      ])
    ).rows
    expect(row).toEqual({ title: '', status: 'cancelled', refunded: 120_000 })
  })

  it('cancels also with an If-Match, as the web app sends it; a stale one is refused', async () => {
    const { body } = await book(service, member, bookingBody())
    const cancel = (ifMatch: string) =>
      service.request('POST', `bookings/${body.id}/cancel`, {
        token: member.token,
        body: {},
        headers: { 'if-match': ifMatch },
      })
    expect(await cancel('"2"')).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
    expect(await countConnections(() => cancel('"1"'))).toMatchObject([
      2,
      { status: 200, body: { refund: 120_000 } },
    ])
  })

  it('returns the response that a later GET of the booking returns', async () => {
    const { body } = await book(service, member, { ...bookingBody(), title: 'Ёж "in" \\ {quotes}' })
    const path = `bookings/${body.id}`
    expect(await service.request('GET', path, { token: member.token })).toMatchObject({ status: 200, body })
    const moved = await moveBooking(service, member, body.id, {
      ...at('2026-12-02', '09:00', '10:00'),
      title: 'Later',
    })
    expect((await service.request('GET', path, { token: member.token })).body).toEqual(moved.body)
  })
})

describe('a change after the space was cached', () => {
  const patch = (path: string, body: object, method = 'PATCH') =>
    service.request(method, path, { token: admin.token, body })
  const sql = (text: string, ...values: unknown[]) => service.deps.pool.query(text, values)
  const everyDay = (from: string, to: string) => ({
    weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: from, closes: to })),
  })

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'the price',
      () => patch(`tariffs/${tariff.id}`, { hourlyRate: 90_000 }),
      { status: 201, body: { totalPrice: 180_000 } },
    ],
    [
      'the price, by SQL',
      () => sql('UPDATE tariffs SET hourly_rate = 30000 WHERE id = $1', tariff.id),
      { status: 201, body: { totalPrice: 60_000 } },
    ],
    [
      'the longest booking',
      () => patch(`tariffs/${tariff.id}`, { maxMinutes: 60 }),
      { body: { code: 'invalid_duration' } },
    ],
    [
      'a tariff that is not active',
      () => patch(`tariffs/${tariff.id}`, { isActive: false }),
      { body: { code: 'space_unavailable' } },
    ],
    [
      'a space that is not active',
      () => patch(`spaces/${space.id}`, { isActive: false }),
      { body: { code: 'space_unavailable' } },
    ],
    [
      'approval',
      () => patch(`spaces/${space.id}`, { requiresApproval: true }),
      { status: 201, body: { status: 'pending' } },
    ],
    [
      'a location that is not active',
      () => patch(`locations/${location.id}`, { isActive: false }),
      { body: { code: 'space_unavailable' } },
    ],
    [
      'the opening hours',
      () => patch(`locations/${location.id}/opening-hours`, everyDay('12:00', '20:00'), 'PUT'),
      { body: { code: 'outside_opening_hours' } },
    ],
    [
      'the opening hours, by SQL',
      () => sql('DELETE FROM opening_hours WHERE location_id = $1', location.id),
      { body: { code: 'outside_opening_hours' } },
    ],
    [
      'a closure',
      () =>
        patch(
          `locations/${location.id}/closures`,
          { from: '2026-12-02T08:30:00Z', to: '2026-12-02T20:00:00Z' },
          'POST',
        ),
      { body: { code: 'closed' } },
    ],
    [
      'a closure of the space',
      () =>
        patch(
          `locations/${location.id}/closures`,
          { from: '2026-12-02T08:30:00Z', to: '2026-12-02T20:00:00Z', spaceId: space.id },
          'POST',
        ),
      { body: { code: 'closed' } },
    ],
  ])('applies to bookings and moves: %s', async (_, change, expected) => {
    const moving = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-04', '10:00', '11:00'),
    })
    expect((await change()) as { status?: number }).not.toMatchObject({ status: 400 })
    const moved = await moveBooking(service, member, moving.id, at('2026-12-02', '10:00', '12:00'))
    const { status, ...same } = expected as { status?: number }
    expect(moved).toMatchObject({ ...same, ...(status && { status: 200 }) })
    if (moved.status === 200) await changeStatus(service, member, 'cancel', moving.id)
    expect(await book(service, member, bookingBody())).toMatchObject(expected)
  })

  it('applies to bookings and moves: a space that was deleted', async () => {
    const ids = { locationId: location.id, tariffId: tariff.id }
    const other = await makeSpace(service, admin, ids)
    const during = at('2026-12-04', '10:00', '11:00')
    const moving = await makeBooking(service, member, { spaceId: other.id, ...during })
    await sql('UPDATE bookings SET status = $2 WHERE space_id = $1', space.id, 'cancelled')
    expect(await service.request('DELETE', `spaces/${space.id}`, { token: admin.token })).toMatchObject({
      status: 204,
    })
    expect(await moveBooking(service, member, moving.id, bookingBody())).toMatchObject({
      body: { code: 'not_found' },
    })
    expect(await book(service, member, bookingBody())).toMatchObject({ body: { code: 'not_found' } })
    const { text } = await service.request('GET', `bookings/${moving.id}`, { token: member.token })
    expect(JSON.parse(text)).toMatchObject({ spaceId: other.id, version: 1 })
  })

  it('is found under the lock: of a simultaneous closure and booking, the second sees the first', async () => {
    const [closed, booked] = await Promise.all([
      patch(
        `locations/${location.id}/closures`,
        { from: '2026-12-02T06:00:00Z', to: '2026-12-02T20:00:00Z' },
        'POST',
      ),
      book(service, member, bookingBody()),
    ])
    expect([201, 409]).toContain(closed.status)
    expect(booked.status === 201).toBe(closed.body.code === 'closure_conflict')
  })
})
