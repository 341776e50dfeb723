import { describe, expect, it } from 'vitest'
import { changeStatus, makeBooking, type Person, travelTo } from '../../../../testing/factories.ts'
import { isReplayed, price, useIdempotency } from '../../../../testing/fixtures/idempotency.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, fixture, makeRoom, bookingBody, post, spent } = useIdempotency()

describe('the other routes with an `Idempotency-Key`', () => {
  const sendSimultaneously = (path: string, person: Person, body: object, key: string) =>
    Promise.all(Array.from({ length: 8 }, () => post(path, person, body, key)))

  async function expectOneEffect(responses: Awaited<ReturnType<typeof sendSimultaneously>>, status: number) {
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => status))
    expect(new Set(responses.map((response) => response.text)).size).toBe(1)
    expect(responses.filter(isReplayed)).toHaveLength(responses.length - 1)
  }

  it('cancel: one refund, and equal responses', async () => {
    const { id } = await makeBooking(service, fixture.member, bookingBody())
    const responses = await sendSimultaneously(
      `bookings/${id}/cancel`,
      fixture.member,
      { reason: 'Ill' },
      'cancel',
    )
    await expectOneEffect(responses, 200)
    expect(responses[0]?.body).toMatchObject({ refund: price, booking: { status: 'cancelled' } })
    expect(await spent()).toBe(0)
    const other = await post(`bookings/${id}/cancel`, fixture.member, { reason: 'Well' }, 'cancel')
    expect(other).toMatchObject(refused(422, 'idempotency_key_reused'))
  })

  it('approve: done once, where a second approval without the key is refused', async () => {
    fixture.spaceId = (await makeRoom({ requiresApproval: true })).id
    const { id } = await makeBooking(service, fixture.member, bookingBody())
    await expectOneEffect(
      await sendSimultaneously(`bookings/${id}/approve`, fixture.coworking.admin, {}, 'approve'),
      200,
    )
    expect(await changeStatus(service, fixture.coworking.admin, 'approve', id)).toMatchObject(
      refused(409, 'invalid_transition'),
    )
  })

  it('top-up: one entry', async () => {
    const path = `users/${fixture.member.id}/wallet/entries`
    const body = { kind: 'top_up', amount: 500 }
    await expectOneEffect(await sendSimultaneously(path, fixture.coworking.admin, body, 'top-up'), 201)
    expect(await spent()).toBe(-500)
    await travelTo(service, '2026-12-02T06:00:00.000Z', fixture.member, fixture.coworking.admin)
    const nextDay = await post(path, fixture.coworking.admin, body, 'top-up')
    expect([nextDay.status, isReplayed(nextDay)]).toEqual([201, false])
    expect(await spent()).toBe(-1_000)
  })

  it.each([
    ['in capitals', (id: string) => id.toUpperCase()],
    ['with percent-escapes', (id: string) => id.replaceAll('-', '%2D')],
  ])(
    'top-up: one entry, also where the repeated request has the id in the path %s',
    async (notation, write) => {
      const body = { kind: 'top_up', amount: 500 }
      const { member, coworking } = fixture
      const pathWith = (id: string) => `users/${id}/wallet/entries`
      const first = await post(
        pathWith(member.id),
        coworking.admin,
        body,
        `top-up ${notation}`.replaceAll(' ', '-'),
      )
      const second = await post(
        pathWith(write(member.id)),
        coworking.admin,
        body,
        `top-up ${notation}`.replaceAll(' ', '-'),
      )
      expect([second.status, second.text, isReplayed(second)]).toEqual([201, first.text, true])
      expect(await spent()).toBe(-500)
    },
  )

  it('closure: one closure and one refund; another query is another request', async () => {
    const { id } = await makeBooking(service, fixture.member, bookingBody())
    const path = `locations/${fixture.coworking.location.id}/closures`
    const { startsAt: from, endsAt: to } = bookingBody()
    const body = { from, to, spaceId: fixture.spaceId }
    const cancelling = `${path}?cancelBookings=true`
    await expectOneEffect(await sendSimultaneously(cancelling, fixture.coworking.admin, body, 'closure'), 201)
    expect(await spent()).toBe(0)
    const closures = await service.request('GET', `${path}?spaceId=${fixture.spaceId}`)
    expect(closures.body.items).toHaveLength(1)
    expect(await post(path, fixture.coworking.admin, body, 'closure')).toMatchObject(
      refused(422, 'idempotency_key_reused'),
    )
    const read = await service.request('GET', `bookings/${id}`, { token: fixture.coworking.admin.token })
    expect(read.body).toMatchObject({ status: 'cancelled', refunded: price })
  })
})
