import { describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'
import { startOfTests } from '../../../../testing/harness.ts'

const { service, coworking, member, space, makeRoom } = useNewSpaces()
const twoHours = at('2026-12-02', '10:00', '12:00')

describe('a booking that is made', () => {
  it('is confirmed, and the response has every field', async () => {
    const response = await book(service, member, { spaceId: space.id, ...twoHours, title: 'Stand-up' })
    const line = { hourlyRate: 60_000, minutes: 120, amount: 120_000, reason: 'base' }
    const during = { startsAt: '2026-12-02T07:00:00.000Z', endsAt: '2026-12-02T09:00:00.000Z' }
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      userId: member.id,
      spaceId: space.id,
      locationId: coworking.location.id,
      ...during,
      requiresCheckIn: false,
      status: 'confirmed',
      title: 'Stand-up',
      totalPrice: 120_000,
      currency: 'RUB',
      quote: {
        total: 120_000,
        currency: 'RUB',
        minutes: 120,
        lines: [{ ...during, ...line }],
        cancellation: [{ until: during.startsAt, refundPercent: 100 }],
      },
      refunded: 0,
      refundNow: 120_000,
      holdUntil: null,
      paymentRequest: null,
      cancelledAt: null,
      cancelReason: null,
      createdAt: startOfTests,
      updatedAt: startOfTests,
      version: 1,
      actions: ['move', 'cancel'],
    })
  })

  it('is returned by GET exactly as by the POST that made it, with the same entity tag', async () => {
    const created = await book(service, member, { spaceId: space.id, ...twoHours })
    const read = await service.request('GET', `bookings/${created.body.id}`, { token: member.token })
    expect(read.body).toEqual(created.body)
    expect(read.body.title).toBe('')
    expect(read.headers.etag).toBe(created.headers.etag)
  })

  it('is paid from the wallet, with an entry that has its id', async () => {
    const booking = await makeBooking(service, member, { spaceId: space.id, ...twoHours })
    const wallet = await service.request('GET', 'me/wallet', { token: member.token })
    expect(wallet.body).toEqual({ balances: [{ currency: 'RUB', balance: 9_880_000 }] })
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: member.token })
    expect(entries.body.items).toMatchObject([
      { amount: -120_000, balanceAfter: 9_880_000, kind: 'charge', bookingId: booking.id },
    ])
  })

  it('is accepted when the balance is exactly its price', async () => {
    const poor = await makeMember(service, coworking.admin, 120_000)
    await makeBooking(service, poor, { spaceId: space.id, ...twoHours })
    expect(await balanceOf(service, poor)).toBe(0)
  })

  it('makes no entry where the tariff costs nothing', async () => {
    const costless = await makeTariff(service, coworking.admin, { hourlyRate: 0 })
    const booth = await makeRoom({ tariffId: costless.id })
    const withoutMoney = await makeMember(service, coworking.admin, 0)
    const booking = await makeBooking(service, withoutMoney, { spaceId: booth.id, ...twoHours })
    expect(booking).toMatchObject({ status: 'confirmed', totalPrice: 0, refundNow: 0 })
    const entries = await service.request('GET', 'me/wallet/entries', { token: withoutMoney.token })
    expect(entries.body.items).toEqual([])
  })

  it('is paid only in the currency of its location', async () => {
    const location = await makeLocation(service, coworking.admin, { currency: 'EUR' })
    const tariff = await makeTariff(service, coworking.admin, { currency: 'EUR', hourlyRate: 900 })
    const space = await makeSpace(service, coworking.admin, { locationId: location.id, tariffId: tariff.id })
    const refused = await book(service, member, { spaceId: space.id, ...twoHours })
    expect(refused).toMatchObject({
      status: 402,
      body: { code: 'insufficient_funds', required: 1_800, balance: 0, currency: 'EUR' },
    })
    const body = { kind: 'top_up', amount: 2_000, currency: 'EUR' }
    await service.request('POST', `users/${member.id}/wallet/entries`, { token: coworking.admin.token, body })
    await makeBooking(service, member, { spaceId: space.id, ...twoHours })
    expect(await balanceOf(service, member, 'EUR')).toBe(200)
    expect(await balanceOf(service, member, 'RUB')).toBe(10_000_000)
  })
})

describe('where the space requires approval', () => {
  it.each(['member', 'manager', 'admin'] as const)('a booking by a %s is pending, and paid', async (role) => {
    const hall = await makeRoom({ requiresApproval: true })
    const person = role === 'member' ? member : await makePerson(service, role, [coworking.location.id])
    const bookingBody = { spaceId: hall.id, userId: member.id, ...twoHours }
    const booking = await makeBooking(service, person, bookingBody)
    expect(booking).toMatchObject({ status: 'pending', totalPrice: 120_000, refundNow: 120_000 })
    expect(await balanceOf(service, member)).toBe(9_880_000)
  })
})

describe('the step that is running now', () => {
  // 09:10 in Moscow: the running half hour began at 09:00.
  const now = '2026-12-01T06:10:00.000Z'
  const running = at('2026-12-01', '09:00', '10:00')

  it('may still be booked by staff of the location, despite the lead time', async () => {
    const tariff = await makeTariff(service, coworking.admin, { minLeadMinutes: 120 })
    const space = await makeRoom({ tariffId: tariff.id })
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    await travelTo(service, now, manager)
    const walkIn = { spaceId: space.id, userId: member.id, ...running }
    expect(await book(service, manager, walkIn)).toMatchObject({ status: 201 })
    const nextStep = { ...walkIn, ...at('2026-12-01', '09:30', '10:30') }
    expect(await book(service, manager, nextStep)).toMatchObject({
      status: 422,
      body: { code: 'outside_booking_window' },
    })
  })

  it('is refused at the instant when it begins where the space requires approval and the actor cannot approve: nobody could approve in time', async () => {
    const hall = await makeRoom({ requiresApproval: true })
    const open = await makeRoom({ name: 'Open' })
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    await travelTo(service, running.startsAt, coworking.admin, member, manager)
    const requested = { spaceId: hall.id, ...running }
    const offered = async ({ token }: Person) => {
      const period = `from=${encodeURIComponent(running.startsAt)}&to=${encodeURIComponent(running.endsAt)}`
      const path = `availability?${period}&locationId=${coworking.location.id}&limit=1000`
      const { items } = (await service.request('GET', path, { token })).body
      return items.map(({ space }: { space: { id: string } }) => space.id)
    }
    for (const person of [member, manager]) {
      const quote = await service.request('POST', 'quotes', { token: person.token, body: requested })
      for (const response of [quote, await book(service, person, requested)])
        expect(response).toMatchObject({ status: 422, body: { code: 'starts_in_past' } })
      expect(await offered(person)).not.toContain(hall.id)
      expect(await offered(person)).toContain(open.id)
    }
    expect(await offered(coworking.admin)).toContain(hall.id)
    const walkIn = { ...requested, userId: member.id }
    expect((await book(service, manager, walkIn)).body).toMatchObject({ status: 'confirmed' })
    const later = (await book(service, member, { spaceId: hall.id, ...at('2026-12-03', '09:00', '10:00') }))
      .body
    expect(later.status).toBe('pending')
    expect(await moveBooking(service, member, later.id, { spaceId: open.id, ...running })).toMatchObject({
      status: 422,
      body: { code: 'starts_in_past' },
    })
  })

  it('is confirmed for staff who could approve it where the space requires approval, because it could not be approved in time', async () => {
    const hall = await makeRoom({ requiresApproval: true })
    await travelTo(service, now, coworking.admin, member)
    const walkIn = { spaceId: hall.id, userId: member.id, ...running }
    expect((await book(service, coworking.admin, walkIn)).body).toMatchObject({ status: 'confirmed' })
    const later = await makeBooking(service, member, { spaceId: hall.id, ...twoHours })
    const response = await service.request('PATCH', `bookings/${later.id}`, {
      token: coworking.admin.token,
      body: { spaceId: (await makeRoom({ requiresApproval: true })).id, ...running },
    })
    expect(response).toMatchObject({ status: 200, body: { status: 'confirmed' } })
  })

  it('needs no check-in even where the space requires it, also after the deadline of the check-in, and is completed at its end', async () => {
    const [booth, otherBooth] = [
      await makeRoom({ requiresCheckIn: true }),
      await makeRoom({ requiresCheckIn: true }),
    ]
    await travelTo(service, now, member)
    const later = await makeBooking(service, member, { spaceId: otherBooth.id, ...twoHours })
    await travelTo(service, '2026-12-01T06:20:00.000Z', coworking.admin)
    const responses = [
      await book(service, coworking.admin, { spaceId: booth.id, userId: member.id, ...running }),
      await moveBooking(service, coworking.admin, later.id, running),
    ]
    for (const { body } of responses)
      expect(body).toMatchObject({
        status: 'confirmed',
        actions: ['extend', 'cancel', 'check_in', 'no_show'],
      })
    await travelTo(service, running.endsAt, coworking.admin)
    for (const { body } of responses) {
      const read = await service.request('GET', `bookings/${body.id}`, { token: coworking.admin.token })
      expect(read.body).toMatchObject({ status: 'completed' })
    }
  })

  it('ends when the next step begins: an earlier start is in the past also for staff', async () => {
    await travelTo(service, now, coworking.admin)
    const before = { spaceId: space.id, userId: member.id, ...at('2026-12-01', '08:30', '09:30') }
    expect(await book(service, coworking.admin, before)).toMatchObject({
      status: 422,
      body: { code: 'starts_in_past' },
    })
    await travelTo(service, '2026-12-01T06:30:00.000Z', coworking.admin)
    const ended = { spaceId: space.id, userId: member.id, ...running }
    expect(await book(service, coworking.admin, ended)).toMatchObject({
      status: 422,
      body: { code: 'starts_in_past' },
    })
  })

  it('is in the past for a member, and for a manager who does not run the location', async () => {
    const managerOfNone = await makePerson(service, 'manager', [])
    await travelTo(service, now, member, managerOfNone)
    for (const person of [member, managerOfNone])
      expect(await book(service, person, { spaceId: space.id, ...running })).toMatchObject({
        status: 422,
        body: { code: 'starts_in_past' },
      })
  })

  it('may be booked by a member at the exact instant when it begins', async () => {
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-01', '09:00', '09:30') })
  })
})
