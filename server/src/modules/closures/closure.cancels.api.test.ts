import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  takeStep,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'

const service = useService()
const funds = 1_000_000
// This policy refunds nothing, so that each refund comes from the closure.
const strict = { hourlyRate: 60_000, cancellation: [{ hoursBefore: 8_000, refundPercent: 100 }] }

let admin: Person
let location: Created
let tariff: Created
let space: Created
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

// Each test has its own location, so that its closures affect no other test.
beforeEach(async () => {
  const world = await makeCoworking(service, { tariff: strict })
  ;({ location, tariff, space } = world)
  member = await makeMember(service, admin, funds)
})

type Options = { query?: string; person?: Person; headers?: Record<string, string> }

const close = (date: string, from: string, to: string, fields: object = {}, options: Options = {}) => {
  const { query = '', person = admin, headers = {} } = options
  const times = at(date, from, to)
  const body = { from: times.startsAt, to: times.endsAt, ...fields }
  return service.request('POST', `locations/${location.id}/closures${query}`, {
    token: person.token,
    body,
    headers,
  })
}
const cancelling = { query: '?cancelBookings=true' }
const read = async (id: string) =>
  (await service.request('GET', `bookings/${id}`, { token: admin.token })).body as Created
const closures = async () =>
  (await service.request('GET', `locations/${location.id}/closures`)).body.items as Created[]
const sameSpace = () => makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })

describe('a closure with cancelBookings', () => {
  it('cancels them with all their money, whatever the policy, and says which', async () => {
    const second = await makeMember(service, admin, funds)
    const other = await sameSpace()
    const mine = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '10:00', '12:30'),
    })
    const hers = await makeBooking(service, second, {
      spaceId: other.id,
      ...at('2026-12-02', '12:00', '13:00'),
    })
    const later = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '13:00', '14:00'),
    })
    expect(mine.refundNow).toBe(0)
    expect(await balanceOf(service, member)).toBe(funds - 150_000 - 60_000)
    const answer = await close('2026-12-02', '12:00', '13:00', { reason: 'Протечка' }, cancelling)
    expect(answer.status).toBe(201)
    expect([...answer.body.cancelledBookingIds].sort()).toEqual([mine.id, hers.id].sort())
    expect(await read(mine.id)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'Протечка',
      cancelledAt: startOfTests,
      totalPrice: 150_000,
      refunded: 150_000,
      refundNow: 0,
      version: 2,
    })
    expect((await read(later.id)).status).toBe('confirmed')
    expect(await balanceOf(service, member)).toBe(funds - 60_000)
    expect(await balanceOf(service, second)).toBe(funds)
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: member.token })
    expect(entries.body.items).toMatchObject([
      { amount: 150_000, kind: 'refund', bookingId: mine.id, balanceAfter: funds - 60_000 },
    ])
  })

  it('gives back the present price of one that was moved, on top of what the move gave', async () => {
    const generous = await makeTariff(service, admin, { hourlyRate: 60_000 })
    const { id: spaceId } = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: generous.id,
    })
    const booking = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '14:00') })
    await moveBooking(service, member, booking.id, at('2026-12-02', '10:00', '11:00'))
    await close('2026-12-02', '10:00', '12:00', {}, cancelling)
    expect(await read(booking.id)).toMatchObject({
      status: 'cancelled',
      totalPrice: 60_000,
      refunded: 240_000,
    })
    expect(await balanceOf(service, member)).toBe(funds)
  })

  it('gives everything back in the midst of a booking that is running, checked in', async () => {
    const booking = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-01', '09:00', '12:00'),
    })
    await takeStep(service, member, 'check-in', booking.id)
    await travelTo(service, '2026-12-01T07:00:00Z', admin, member)
    const answer = await close('2026-12-01', '10:00', '18:00', {}, cancelling)
    await travelTo(service, startOfTests, admin, member)
    expect(answer.body.cancelledBookingIds).toEqual([booking.id])
    expect(await balanceOf(service, member)).toBe(funds)
  })

  it('leaves what time has ended: a completed booking is not in the way', async () => {
    const booking = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-01', '09:00', '10:00'),
    })
    await travelTo(service, '2026-12-01T07:00:00Z', admin, member)
    const answer = await close('2026-12-01', '09:00', '18:00', {}, cancelling)
    expect(answer.body.cancelledBookingIds).toEqual([])
    expect((await read(booking.id)).status).toBe('completed')
    await travelTo(service, startOfTests, admin, member)
    expect(await balanceOf(service, member)).toBe(funds - 60_000)
  })

  it('happens once with one Idempotency-Key, five times at once', async () => {
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', '10:00', '12:00') })
    const options = { ...cancelling, headers: { 'idempotency-key': randomUUID() } }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => close('2026-12-02', '09:00', '13:00', {}, options)),
    )
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([201, answers[0]?.body])
    expect(answers.filter((one) => one.headers['idempotency-replayed'] === 'true')).toHaveLength(4)
    expect(await closures()).toHaveLength(1)
    expect(await balanceOf(service, member)).toBe(funds)
  })
})
