import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeMember,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'

// With many PROPERTY_RUNS one member has more live bookings than are allowed.
const { service, coworking, member } = useCoworking({
  balance: 1_000_000_000,
  settings: { MAX_LIVE_BOOKINGS: '0' },
})

const tomorrow = at('2026-12-02', '10:00', '11:00')
const longer = at('2026-12-02', '10:00', '12:00')

const makeRoom = async (fields: object = {}): Promise<string> => (await coworking.makeRoom(fields)).id
async function setRate(hourlyRate: number): Promise<void> {
  const path = `tariffs/${coworking.tariff.id}`
  const { status } = await service.request('PATCH', path, {
    token: coworking.admin.token,
    body: { hourlyRate },
  })
  expect(status).toBe(200)
}
const quoteOf = async (requested: object) =>
  (await service.request('POST', 'quotes', { token: member.token, body: requested })).body
const read = async ({ id }: { id: string }): Promise<Created> =>
  (await service.request('GET', `bookings/${id}`, { token: member.token })).body
const changed = (quote: object) => ({ status: 409, body: { code: 'price_changed', quote } })

describe('expectedTotal of a booking', () => {
  it('is accepted where it equals the price', async () => {
    const requested = { spaceId: await makeRoom(), ...tomorrow }
    const { total } = await quoteOf(requested)
    const { totalPrice } = await makeBooking(service, member, { ...requested, expectedTotal: total })
    expect(totalPrice).toBe(total)
  })

  it.each([
    ['dearer', 600_000],
    ['cheaper', 6_000],
    ['free', 0],
  ])(
    'is refused where the price has become %s, with the new quote, and nothing is written',
    async (_, rate) => {
      const requested = { spaceId: await makeRoom(), ...tomorrow }
      const { total } = await quoteOf(requested)
      const before = await balanceOf(service, member)
      await setRate(rate)
      const headers = { 'idempotency-key': `rate-${rate}` }
      const refused = await book(service, member, { ...requested, expectedTotal: total }, headers)
      expect(refused).toMatchObject(changed(await quoteOf(requested)))
      expect(refused.body.quote.total).toBe(rate)
      expect(await balanceOf(service, member)).toBe(before)
      const listed = await service.request('GET', `bookings?spaceId=${requested.spaceId}`, {
        token: member.token,
      })
      expect(listed.body.items).toEqual([])
      // A refusal stores nothing under its idempotency key.
      const again = await book(service, member, { ...requested, expectedTotal: rate }, headers)
      expect(again).toMatchObject({ status: 201, body: { totalPrice: rate } })
      await setRate(60_000)
    },
  )

  it('is refused with both prices in the language of the reader', async () => {
    const body = { spaceId: await makeRoom(), ...tomorrow, expectedTotal: 1_000 }
    const detailIn = async (language: string) =>
      (await book(service, member, body, { 'accept-language': language })).body.detail.replaceAll(
        '\u00a0',
        ' ',
      )
    expect(await detailIn('en')).toBe('The price is now ₽600; ₽10 was expected')
    expect(await detailIn('ru')).toBe('Цена теперь 600 ₽, а ожидалась 10 ₽')
  })

  it('is compared after the slot and before the wallet', async () => {
    const spaceId = await makeRoom()
    const poor = await makeMember(service, coworking.admin, 0)
    const body = { spaceId, ...tomorrow, expectedTotal: 1 }
    expect((await book(service, poor, body)).body.code).toBe('price_changed')
    expect((await book(service, poor, { ...body, expectedTotal: 60_000 })).body.code).toBe(
      'insufficient_funds',
    )
    await makeBooking(service, member, { spaceId, ...tomorrow })
    expect((await book(service, poor, body)).body.code).toBe('booking_conflict')
  })

  it.each([-1, 0.5, 1_000_000_000_001, '60000', null])(
    'must be an amount; %j is refused',
    async (expectedTotal) => {
      const response = await book(service, member, { spaceId: await makeRoom(), ...tomorrow, expectedTotal })
      expect(response).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    },
  )
})

describe('expectedTotal of a move', () => {
  it('is the price of the whole booking after the move', async () => {
    const booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...tomorrow })
    const before = await balanceOf(service, member)
    const refused = await moveBooking(service, member, booking.id, { ...longer, expectedTotal: 60_000 })
    expect(refused).toMatchObject(changed({ total: 120_000, minutes: 120 }))
    expect(await read(booking)).toMatchObject({ ...booking, refundNow: 60_000 })
    expect(await balanceOf(service, member)).toBe(before)
    const moved = await moveBooking(service, member, booking.id, { ...longer, expectedTotal: 120_000 })
    expect(moved).toMatchObject({ status: 200, body: { totalPrice: 120_000 } })
    expect(await balanceOf(service, member)).toBe(before - 60_000)
  })

  it('is the present price where nothing moves, so a repeated move is accepted', async () => {
    const booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...tomorrow })
    await setRate(90_000)
    const same = { ...tomorrow, title: 'Standup' }
    expect(await moveBooking(service, member, booking.id, { ...same, expectedTotal: 90_000 })).toMatchObject(
      changed({ total: 60_000 }),
    )
    expect((await read(booking)).title).toBe('')
    expect(await moveBooking(service, member, booking.id, { ...same, expectedTotal: 60_000 })).toMatchObject({
      status: 200,
      body: { title: 'Standup', totalPrice: 60_000 },
    })
    await setRate(60_000)
  })

  it('is the price of the whole booking where a running booking becomes longer', async () => {
    const spaceId = await makeRoom()
    const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-01', '12:00', '13:00') })
    await travelTo(service, '2026-12-01T12:30:00+03:00', member, coworking.admin)
    const { endsAt } = at('2026-12-01', '12:00', '14:00')
    expect(await moveBooking(service, member, id, { endsAt, expectedTotal: 60_000 })).toMatchObject(
      changed({ total: 120_000, minutes: 120 }),
    )
    expect(await moveBooking(service, member, id, { endsAt, expectedTotal: 120_000 })).toMatchObject({
      status: 200,
      body: { totalPrice: 120_000 },
    })
  })

  it('is not compared for a booking that can no longer move', async () => {
    const { id } = await makeBooking(service, member, { spaceId: await makeRoom(), ...tomorrow })
    await changeStatus(service, member, 'cancel', id)
    const response = await moveBooking(service, member, id, { ...longer, expectedTotal: 1 })
    expect(response).toMatchObject({ status: 409, body: { code: 'invalid_transition' } })
  })
})

describe('tariff changes that race with bookings and moves', () => {
  const rate = fc.constantFrom(30_000, 60_000, 90_000)
  const anyAction = fc.oneof(
    { weight: 1, arbitrary: fc.record({ name: fc.constant('set' as const), rate }) },
    { weight: 3, arbitrary: fc.record({ name: fc.constant('book' as const), rate, room: fc.nat(5) }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('move' as const), rate, which: fc.nat(2) }) },
  )
  const hourOf = (index: number) => at(`2026-12-${10 + index}`, '10:00', '11:00')
  const dayOf = (index: number) =>
    at(`2027-01-${String(1 + (index % 28)).padStart(2, '0')}`, '10:00', '11:00')

  it('never charge another amount than expected', async () => {
    const property = fc.asyncProperty(
      fc.array(anyAction, { minLength: 10, maxLength: 40 }),
      async (actions) => {
        const rooms = await Promise.all(Array.from({ length: 6 }, () => makeRoom()))
        const bookings = await Promise.all(
          [0, 1, 2].map((index) =>
            makeBooking(service, member, { spaceId: rooms[index] as string, ...hourOf(index) }),
          ),
        )
        const before = await balanceOf(service, member)
        const prices = new Map(bookings.map(({ id, totalPrice }) => [id, totalPrice]))
        await Promise.all(
          actions.map(async (action, index) => {
            if (action.name === 'set') return setRate(action.rate)
            const expectedTotal = action.rate
            const body = { ...dayOf(index), expectedTotal }
            const response =
              action.name === 'move'
                ? await moveBooking(service, member, bookings[action.which]?.id ?? '', body)
                : await book(service, member, { ...body, spaceId: rooms[action.room] as string })
            if (response.status < 300) {
              expect(response.body).toMatchObject({
                totalPrice: expectedTotal,
                quote: { total: expectedTotal },
              })
              if (action.name === 'book') prices.set(response.body.id, expectedTotal)
            } else if (response.body.code !== 'booking_conflict') {
              expect(response.body.code).toBe('price_changed')
              expect(response.body.quote.total).not.toBe(expectedTotal)
            }
          }),
        )
        for (const { id } of bookings) prices.set(id, (await read({ id })).totalPrice)
        const charged = [...prices.values()].reduce((sum, price) => sum + price, 0)
        const paidBefore = bookings.reduce((sum, { totalPrice }) => sum + totalPrice, 0)
        expect(before - (await balanceOf(service, member))).toBe(charged - paidBefore)
      },
    )
    await fc.assert(property, tries(6, { isSlow: true }))
  })
})
