import { beforeAll, describe, expect, it } from 'vitest'
import { at, book, makeCoworking, makeMember, type Person } from '../../../test/factories.ts'
import { useService } from '../../../test/harness.ts'

const service = useService()
let world: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeAll(async () => {
  world = await makeCoworking(service)
  member = await makeMember(service, world.admin)
})

describe('a booking', () => {
  it('is confirmed and paid from the wallet', async () => {
    const spaceId = world.space.id
    const answer = await book(service, member, {
      spaceId,
      ...at('2026-12-02', '10:00', '12:00'),
      title: 'Stand-up',
    })
    expect(answer.body).toMatchObject({
      status: 'confirmed',
      totalPrice: 120_000,
      refundNow: 120_000,
      title: 'Stand-up',
    })
    const wallet = await service.request('GET', 'me/wallet', { token: member.token })
    expect(wallet.body).toEqual({ balances: [{ currency: 'RUB', balance: 9_880_000 }] })
  })

  it('is refused where another one is, with what would work instead', async () => {
    const spaceId = world.space.id
    const slot = { spaceId, ...at('2026-12-03', '10:00', '12:00') }
    expect((await book(service, member, slot)).status).toBe(201)
    const answer = await book(service, member, { spaceId, ...at('2026-12-03', '11:00', '13:00') })
    expect(answer.body).toMatchObject({
      code: 'booking_conflict',
      taken: [{ startsAt: '2026-12-03T07:00:00.000Z', endsAt: '2026-12-03T09:00:00.000Z' }],
    })
    expect(answer.body.alternatives).toHaveLength(5)
    for (const { total, ...alternative } of answer.body.alternatives) {
      const next = await book(service, member, alternative)
      expect(next.body).toMatchObject({ status: 'confirmed', totalPrice: total })
      await service.request('POST', `bookings/${next.body.id}/cancel`, { token: member.token, body: {} })
    }
  })
})
