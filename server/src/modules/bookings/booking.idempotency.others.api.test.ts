import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  makeSpace,
  type Person,
  takeStep,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'

const service = useService()
let world: Awaited<ReturnType<typeof makeCoworking>>
let member: Person
let spaceId: string
let held: number

const price = 120_000

beforeAll(async () => {
  world = await makeCoworking(service)
  member = await makeMember(service, world.admin, 100_000_000)
})

beforeEach(async () => {
  await travelTo(service, startOfTests, member, world.admin)
  held = await balanceOf(service, member)
  spaceId = (await makeRoom()).id
})

const makeRoom = (fields: object = {}): Promise<Created> =>
  makeSpace(service, world.admin, { locationId: world.location.id, tariffId: world.tariff.id, ...fields })
const wish = (from = '10:00', to = '12:00') => ({ spaceId, ...at('2026-12-10', from, to) })
const keyed = (key: string) => ({ 'idempotency-key': key })
const post = (path: string, person: Person, body: object, key: string) =>
  service.request('POST', path, { token: person.token, body, headers: keyed(key) })
const spent = async () => held - (await balanceOf(service, member))
const replayed = (answer: { headers: Record<string, unknown> }) =>
  answer.headers['idempotency-replayed'] === 'true'
const refused = (status: number, code: string) => ({ status, body: { code } })

describe('other calls that move money or create something', () => {
  const sendAtOnce = (path: string, person: Person, body: object, key: string) =>
    Promise.all(Array.from({ length: 8 }, () => post(path, person, body, key)))

  async function expectOneEffect(answers: Awaited<ReturnType<typeof sendAtOnce>>, status: number) {
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(answers.filter(replayed)).toHaveLength(answers.length - 1)
  }

  it('cancel: one refund, and the same answer', async () => {
    const { id } = await makeBooking(service, member, wish())
    const answers = await sendAtOnce(`bookings/${id}/cancel`, member, { reason: 'Ill' }, 'cancel')
    await expectOneEffect(answers, 200)
    expect(answers[0]?.body).toMatchObject({ refund: price, booking: { status: 'cancelled' } })
    expect(await spent()).toBe(0)
    const other = await post(`bookings/${id}/cancel`, member, { reason: 'Well' }, 'cancel')
    expect(other).toMatchObject(refused(422, 'idempotency_key_reused'))
  })

  it('approve: done once, where a second one without the key is refused', async () => {
    spaceId = (await makeRoom({ requiresApproval: true })).id
    const { id } = await makeBooking(service, member, wish())
    await expectOneEffect(await sendAtOnce(`bookings/${id}/approve`, world.admin, {}, 'approve'), 200)
    expect(await takeStep(service, world.admin, 'approve', id)).toMatchObject(
      refused(409, 'invalid_transition'),
    )
  })

  it('top-up: one entry', async () => {
    const path = `users/${member.id}/wallet/entries`
    const body = { kind: 'top_up', amount: 500 }
    await expectOneEffect(await sendAtOnce(path, world.admin, body, 'top-up'), 201)
    expect(await spent()).toBe(-500)
    await travelTo(service, '2026-12-02T06:00:00.000Z', member, world.admin)
    const nextDay = await post(path, world.admin, body, 'top-up')
    expect([nextDay.status, replayed(nextDay)]).toEqual([201, false])
    expect(await spent()).toBe(-1_000)
  })

  it('closure: one closure and one refund; another query is another request', async () => {
    const { id } = await makeBooking(service, member, wish())
    const path = `locations/${world.location.id}/closures`
    const { startsAt: from, endsAt: to } = wish()
    const body = { from, to, spaceId }
    const cancelling = `${path}?cancelBookings=true`
    await expectOneEffect(await sendAtOnce(cancelling, world.admin, body, 'closure'), 201)
    expect(await spent()).toBe(0)
    const closures = await service.request('GET', `${path}?spaceId=${spaceId}`)
    expect(closures.body.items).toHaveLength(1)
    expect(await post(path, world.admin, body, 'closure')).toMatchObject(
      refused(422, 'idempotency_key_reused'),
    )
    const read = await service.request('GET', `bookings/${id}`, { token: world.admin.token })
    expect(read.body).toMatchObject({ status: 'cancelled', refunded: price })
  })
})
