import { describe, expect, it } from 'vitest'
import { untilCached } from '../../../../testing/cache.ts'
import {
  at,
  book,
  changeStatus,
  makeBooking,
  makeMember,
  moveBooking,
  type Person,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { isReplayed, keyed, price, useIdempotency } from '../../../../testing/fixtures/idempotency.ts'
import { startBeside, startOfTests, type TestService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { until } from '../../../../testing/processes/until.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, fixture, bookingBody, post, spent } = useIdempotency()
const count = async () => {
  const path = `bookings?spaceId=${fixture.spaceId}&withTotal=true`
  return (await service.request('GET', path, { token: fixture.coworking.admin.token })).body.total
}

describe('one Idempotency-Key, sent again with the same body,', () => {
  it('fifty times at once: makes one booking and one charge, and all responses are equal', async () => {
    const send = () => book(service, fixture.member, bookingBody(), keyed('fifty'))
    const responses = await Promise.all(Array.from({ length: 50 }, send))
    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([201]))
    expect(new Set(responses.map((response) => response.text)).size).toBe(1)
    expect(new Set(responses.map((response) => response.headers.etag)).size).toBe(1)
    expect(responses.filter(isReplayed)).toHaveLength(49)
    expect(await count()).toBe(1)
    expect(await spent()).toBe(price)
  })

  it('gets the first response again, although the booking has changed since', async () => {
    const first = await book(service, fixture.member, bookingBody(), keyed('since'))
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    await changeStatus(service, fixture.member, 'cancel', first.body.id)
    const again = await book(service, fixture.member, bookingBody(), keyed('since'))
    expect(again).toMatchObject({ status: 201, text: first.text })
    expect(isReplayed(again)).toBe(true)
    expect(await spent()).toBe(0)
  })

  it('is stored for 24 hours, and can be used anew after that', async () => {
    const { startsAt, endsAt } = at('2026-12-20', '10:00', '12:00')
    const send = () =>
      book(service, fixture.member, { spaceId: fixture.spaceId, startsAt, endsAt }, keyed('day'))
    await send()
    await travelTo(service, '2026-12-02T05:59:59.999Z', fixture.member)
    expect(isReplayed(await send())).toBe(true)
    await travelTo(service, '2026-12-02T06:00:00.000Z', fixture.member)
    // The request is carried out again and therefore refused: the first booking has taken the slot.
    expect(await send()).toMatchObject(refused(409, 'booking_conflict'))
    const { body } = await book(service, fixture.member, bookingBody(), keyed('day'))
    expect(body.startsAt).toBe('2026-12-10T07:00:00.000Z')
  })
})

describe('one Idempotency-Key', () => {
  it('with another body is 422, and has no effect', async () => {
    await book(service, fixture.member, bookingBody(), keyed('other'))
    for (const body of [bookingBody('13:00', '15:00'), { ...bookingBody(), title: 'x' }])
      expect(await book(service, fixture.member, body, keyed('other'))).toMatchObject(
        refused(422, 'idempotency_key_reused'),
      )
    expect(await count()).toBe(1)
  })

  it('is not used up by a refusal of any kind: the next attempt is processed', async () => {
    const poor = await makeMember(service, fixture.coworking.admin, price - 1)
    const { token: _, ...nobody } = poor
    const send = (person: Person) => book(service, person, bookingBody(), keyed('refused'))
    expect(await send({ ...nobody, token: 'wrong' })).toMatchObject({ status: 401 })
    const taken = await makeBooking(service, fixture.member, bookingBody())
    expect(await send(poor)).toMatchObject(refused(409, 'booking_conflict'))
    await changeStatus(service, fixture.member, 'cancel', taken.id)
    expect(await send(poor)).toMatchObject(refused(402, 'insufficient_funds'))
    // The key is not bound to the refused body, either.
    expect(await book(service, poor, bookingBody('15:00', '15:10'), keyed('refused'))).toMatchObject(
      refused(422, 'invalid_duration'),
    )
    await topUp(service, fixture.coworking.admin, poor.id, 1)
    const done = await send(poor)
    expect(done.status).toBe(201)
    expect(isReplayed(done)).toBe(false)
    expect(isReplayed(await send(poor))).toBe(true)
  })

  it('belongs to its user and its path', async () => {
    const other = await makeMember(service, fixture.coworking.admin)
    const first = await book(service, fixture.member, bookingBody(), keyed('mine'))
    const second = await book(service, other, bookingBody('13:00', '15:00'), keyed('mine'))
    expect([first.status, second.status, isReplayed(second)]).toEqual([201, 201, false])
    const cancelled = await post(`bookings/${first.body.id}/cancel`, fixture.member, {}, 'mine')
    expect(cancelled).toMatchObject({ status: 200, body: { refund: price } })
    expect(await post(`bookings/${second.body.id}/cancel`, other, {}, 'mine')).toMatchObject({ status: 200 })
  })

  it('has no effect in a PATCH, which can use `If-Match`', async () => {
    const { id } = await makeBooking(service, fixture.member, bookingBody())
    const move = (title: string) => moveBooking(service, fixture.member, id, { title }, keyed('patch'))
    expect((await move('a')).body).toMatchObject({ title: 'a', version: 2 })
    expect((await move('b')).body).toMatchObject({ title: 'b', version: 3 })
  })

  it('is 1 to 255 visible characters, else 400', async () => {
    for (const key of ['', ' ', 'a b', 'a\tb', 'ключ', 'x'.repeat(256)])
      expect(await book(service, fixture.member, bookingBody(), keyed(key)), key).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ path: '/Idempotency-Key' }] },
      })
    expect(await book(service, fixture.member, bookingBody(), keyed('~'.repeat(255)))).toMatchObject({
      status: 201,
    })
  })
})

describe('while the first request with a key still runs, the second', () => {
  /** Reserves the key as an unfinished request does; `work` runs meanwhile. */
  async function whileHeld<T>(key: string, work: (release: () => Promise<void>) => Promise<T>): Promise<T> {
    const client = await service.deps.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query(
        `INSERT INTO idempotency_keys (user_id, method, path, key, request_hash, created_at)
        VALUES ($1, 'POST', '/api/v1/bookings', $2, '', $3)`,
        [fixture.member.id, key, startOfTests],
      )
      return await work(async () => {
        await client.query('ROLLBACK')
      })
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }

  async function untilSomebodyWaits(): Promise<void> {
    const deadline = Date.now() + 20_000
    while (Date.now() < deadline) {
      const { rows } = await service.deps.pool.query(
        'SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()',
      )
      if (rows.length > 0) return
    }
    throw new Error('nobody waits for a lock')
  }

  it('waits, and is processed when the first request was rolled back', async () => {
    const response = await whileHeld('waits', async (release) => {
      const waiting = book(service, fixture.member, bookingBody(), keyed('waits'))
      await untilSomebodyWaits()
      await release()
      return waiting
    })
    expect(response.status).toBe(201)
    expect(isReplayed(response)).toBe(false)
  })

  it('is refused with 409 after a while, without an effect, and may be sent again', async () => {
    const response = await whileHeld('held', () =>
      book(service, fixture.member, bookingBody(), keyed('held')),
    )
    expect(response).toMatchObject(refused(409, 'idempotency_in_progress'))
    expect(await count()).toBe(0)
    expect(await book(service, fixture.member, bookingBody(), keyed('held'))).toMatchObject({ status: 201 })
  })
})

it('a request with a new key runs again where the account of the actor is locked for long', async () => {
  const { admin } = fixture.coworking
  const lock = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR UPDATE', [admin.id])
  let isAnswered = false
  const body = { kind: 'top_up', amount: 100 }
  const waiting = post(`users/${fixture.member.id}/wallet/entries`, admin, body, 'account').finally(() => {
    isAnswered = true
  })
  const attempts = new Set<string>()
  await until(
    'a second attempt',
    async () => {
      const rows = await query<{ begun: string }>(
        service.databaseUrl,
        `SELECT xact_start::text AS begun FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      )
      for (const { begun } of rows) attempts.add(begun)
      return isAnswered || attempts.size > 1
    },
    { timeoutMs: 20_000 },
  )
  await lock.release()
  expect((await waiting).status).toBe(201)
})

it('a repeated request ends the invalidation that the process of the first request did not end', async () => {
  const { startsAt, endsAt } = at('2026-12-10', '00:00', '23:00')
  const window = new URLSearchParams({ from: startsAt, to: endsAt })
  const path = `spaces/${fixture.spaceId}/availability?${window}`
  await untilCached(service, path)
  // Without Redis another process does not invalidate the cache of this one.
  const other = await startBeside(service)
  const body = { ...bookingBody(), userId: fixture.member.id }
  const send = (by: TestService) => book(by, fixture.coworking.admin, body, keyed('died'))
  expect((await send(other)).status).toBe(201)
  await other.stop()
  const busy = async () => (await service.request('GET', path)).body.busy.length
  expect(await busy()).toBe(0)
  expect(isReplayed(await send(service))).toBe(true)
  expect(await busy()).toBe(1)
})
