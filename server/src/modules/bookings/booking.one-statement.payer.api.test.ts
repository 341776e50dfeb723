import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person
let member: Person
let spaceId: string

beforeEach(async () => {
  const coworking = await makeCoworking(service)
  admin = coworking.admin
  spaceId = coworking.space.id
  member = await makeMember(service, admin)
  // This request puts the space into the cache, so that the next bookings are made by one statement.
  await makeBooking(service, member, { spaceId, ...at('2026-12-03', '10:00', '11:00') })
})

const bookingBody = () => ({ spaceId, ...at('2026-12-02', '10:00', '12:00') })

describe('a member who books by one statement', () => {
  it('pays once with a key, for any number of simultaneous requests', async () => {
    const headers = { 'idempotency-key': 'asked-at-once' }
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => book(service, member, bookingBody(), headers)),
    )
    expect(new Set(responses.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(responses[0]?.status).toBe(201)
    expect(await balanceOf(service, member)).toBe(10_000_000 - 60_000 - 120_000)
    const other = { ...bookingBody(), title: 'another request' }
    expect(await book(service, member, other, headers)).toMatchObject({
      body: { code: 'idempotency_key_reused' },
    })
  })

  it('is refused with the balance where that is too low, and nothing is written', async () => {
    const poor = await makeMember(service, admin, 60_000)
    expect(await book(service, poor, bookingBody())).toMatchObject({
      body: { code: 'insufficient_funds', balance: 60_000 },
    })
    const penniless = await makePerson(service, 'member')
    expect(await book(service, penniless, bookingBody())).toMatchObject({
      body: { code: 'insufficient_funds', balance: 0 },
    })
    expect((await book(service, member, bookingBody())).status).toBe(201)
  })

  it('spends a balance once in simultaneous bookings', async () => {
    const poor = await makeMember(service, admin, 180_000)
    const hours = ['09:00', '11:00', '13:00', '15:00'].map((from) => ({
      ...at('2026-12-02', from, `${Number(from.slice(0, 2)) + 2}:00`),
      spaceId,
    }))
    const responses = await Promise.all(hours.map((hour) => book(service, poor, hour)))
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await balanceOf(service, poor)).toBe(60_000)
  })

  it('is not signed in after the account was deleted', async () => {
    const { pool } = service.deps
    await pool.query('UPDATE users SET deleted_at = now() WHERE id = $1', [member.id])
    expectProblem(await book(service, member, bookingBody()), 401, 'unauthenticated')
    // The audit after the test refuses a deleted account with money.
    await pool.query('UPDATE users SET deleted_at = NULL WHERE id = $1', [member.id])
  })
})
