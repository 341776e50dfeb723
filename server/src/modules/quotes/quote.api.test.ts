import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
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
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { assertAsyncProperty } from '../../../../testing/oracles/arbitraries.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'

// The clock stands at Tuesday 2026-12-01, 09:00 in Moscow.
const service = useService()
const workdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:00', closes: '24:00' }))
const evening = { weekdays: [2, 3, 4, 5], from: '18:00', to: '24:00', hourlyRate: 45_001, label: 'Evening' }
const rules = {
  hourlyRate: 60_000,
  dailyCap: 300_000,
  rules: [evening],
  minMinutes: 60,
  maxMinutes: 1_440,
  stepMinutes: 15,
  minLeadMinutes: 60,
  maxAdvanceDays: 30,
  cancellation: [
    { hoursBefore: 2, refundPercent: 50 },
    { hoursBefore: 24, refundPercent: 100 },
  ],
}
let admin: Person
let member: Person
let location: Created
let tariff: Created
let space: Created

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin, 1e12)
  location = await makeLocation(service, admin, { weekly: workdays })
  tariff = await makeTariff(service, admin, rules)
  space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
})

type Times = { startsAt: string; endsAt: string }
const quote = (times: Times, person?: Person, spaceId = space.id) =>
  service.request('POST', 'quotes', { token: person?.token, body: { spaceId, ...times } })
const patch = (path: string, body: object) => service.request('PATCH', path, { token: admin.token, body })

describe('a quote', () => {
  it('returns the price by lines and the refunds with their deadlines, to everybody', async () => {
    const response = await quote(at('2026-12-02', '16:45', '19:30'))
    expect(response.status).toBe(200)
    expect(response.body).toEqual({
      total: 75_000 + 67_502,
      currency: 'RUB',
      minutes: 165,
      lines: [
        {
          startsAt: '2026-12-02T13:45:00.000Z',
          endsAt: '2026-12-02T15:00:00.000Z',
          minutes: 75,
          hourlyRate: 60_000,
          amount: 75_000,
          reason: 'base',
        },
        {
          startsAt: '2026-12-02T15:00:00.000Z',
          endsAt: '2026-12-02T16:30:00.000Z',
          minutes: 90,
          hourlyRate: 45_001,
          amount: 67_502,
          reason: 'Evening',
        },
      ],
      cancellation: [
        { until: '2026-12-01T13:45:00.000Z', refundPercent: 100 },
        { until: '2026-12-02T11:45:00.000Z', refundPercent: 50 },
      ],
    })
  })

  it('shows the reduction by a cap as a separate line', async () => {
    const { body } = await quote(at('2026-12-02', '10:00', '20:00'))
    expect(body.lines.map((line: { amount: number }) => line.amount)).toEqual([480_000, 90_002, -270_002])
    expect(body.lines[2]).toEqual({
      startsAt: '2026-12-02T07:00:00.000Z',
      endsAt: '2026-12-02T17:00:00.000Z',
      minutes: 0,
      hourlyRate: 0,
      amount: -270_002,
      reason: 'daily_cap',
    })
    expect(body).toMatchObject({ total: 300_000, minutes: 600 })
  })

  it('has a full refund until the start where the tariff has no tiers', async () => {
    const generous = await makeTariff(service, admin)
    const other = await makeSpace(service, admin, { locationId: location.id, tariffId: generous.id })
    const { body } = await quote(at('2026-12-02', '10:00', '11:00'), undefined, other.id)
    expect(body.cancellation).toEqual([{ until: '2026-12-02T07:00:00.000Z', refundPercent: 100 }])
  })

  it('is also returned for a taken slot and an empty wallet', async () => {
    const times = at('2026-12-03', '10:00', '11:00')
    await makeBooking(service, member, { spaceId: space.id, ...times })
    const poor = await makePerson(service)
    expect((await quote(times, poor)).body).toMatchObject({ total: 60_000 })
  })

  it('equals the price of the booking made next, or is refused for the reason of the booking', async () => {
    const searches = fc.record({
      quarter: fc.integer({ min: -8, max: 40 * 96 }),
      minutes: fc.constantFrom(-15, 0, 30, 60, 75, 240, 600, 960, 1_440, 1_455),
    })
    const codes = new Set<string>()
    await assertAsyncProperty(
      searches,
      async ({ quarter, minutes }) => {
        const start = service.clock.now() + (quarter * hourMs) / 4
        const times = { startsAt: toInstant(start), endsAt: toInstant(start + (minutes * hourMs) / 60) }
        const offered = await quote(times, member)
        const booking = await book(service, member, { spaceId: space.id, ...times })
        codes.add(booking.body.code ?? 'booked')
        if (booking.status !== 201) {
          const { code } = booking.body
          expect(offered.body.code).toBe(code === 'booking_conflict' ? undefined : code)
          return
        }
        expect(booking.body.quote).toEqual(offered.body)
        expect(booking.body.totalPrice).toBe(offered.body.total)
        await changeStatus(service, member, 'cancel', booking.body.id)
      },
      60,
    )
    expect(codes.size).toBeGreaterThan(2)
  })
})

describe('a quote is refused', () => {
  const validTime = at('2026-12-02', '10:00', '12:00')

  it.each<[string, Times]>([
    ['invalid_interval', at('2026-12-02', '12:00', '12:00')],
    ['invalid_interval', at('2026-12-02', '12:00', '10:00')],
    ['starts_in_past', at('2026-12-01', '08:45', '10:00')],
    ['invalid_duration', at('2026-12-02', '10:00', '10:45')],
    ['invalid_duration', at('2026-12-02', '10:05', '11:05')],
    ['invalid_duration', at('2026-12-02', '10:00', '11:10')],
    ['outside_booking_window', at('2026-12-01', '09:45', '12:00')],
    ['outside_booking_window', at('2027-01-04', '10:00', '12:00')],
    ['outside_opening_hours', at('2026-12-02', '07:45', '09:00')],
    ['outside_opening_hours', at('2026-12-05', '10:00', '12:00')],
  ])('with %s, like a booking of %j', async (code, times) => {
    expectProblem(await quote(times), 422, code)
    expectProblem(await book(service, member, { spaceId: space.id, ...times }), 422, code)
  })

  it('with closed in a closure, and with outside_opening_hours where it is also outside the opening hours', async () => {
    const path = `locations/${location.id}/closures`
    const body = { from: '2026-12-09T20:00:00Z', to: '2026-12-10T06:00:00Z' }
    await service.request('POST', path, { token: admin.token, body })
    expectProblem(await quote(at('2026-12-10', '08:45', '10:00')), 422, 'closed')
    expectProblem(await quote(at('2026-12-10', '07:45', '10:00')), 422, 'outside_opening_hours')
    expect((await quote(at('2026-12-10', '09:00', '10:00'))).status).toBe(200)
  })

  it.each(['space', 'location', 'tariff'])(
    'with space_unavailable while its %s is inactive',
    async (what) => {
      const found = { space, location, tariff }[what] as Created
      await patch(`${what}s/${found.id}`, { isActive: false })
      const [wrongTime, rightTime] = [await quote(at('2026-12-02', '10:00', '10:45')), await quote(validTime)]
      const hours = await quote(at('2026-12-05', '10:00', '12:00'))
      await patch(`${what}s/${found.id}`, { isActive: true })
      expectProblem(wrongTime, 422, 'invalid_duration')
      expectProblem(rightTime, 422, 'space_unavailable')
      expectProblem(hours, 422, 'space_unavailable')
    },
  )

  it('with not_found for an unknown space, at a valid or invalid time', async () => {
    expectProblem(await quote(validTime, undefined, randomUUID()), 404, 'not_found')
    expectProblem(await quote(at('2026-12-02', '12:00', '10:00'), undefined, randomUUID()), 404, 'not_found')
  })

  it('with invalid_duration where it would cost more than 10¹²', async () => {
    const expensive = await makeTariff(service, admin, { hourlyRate: 1e12 })
    const other = await makeSpace(service, admin, { locationId: location.id, tariffId: expensive.id })
    expect((await quote(at('2026-12-02', '10:00', '11:00'), undefined, other.id)).body.total).toBe(1e12)
    expectProblem(
      await quote(at('2026-12-02', '10:00', '11:30'), undefined, other.id),
      422,
      'invalid_duration',
    )
  })

  it('with invalid_duration where a line would be above 10¹², also below a daily cap', async () => {
    const capped = await makeTariff(service, admin, { hourlyRate: 1e12, dailyCap: 100 })
    const other = await makeSpace(service, admin, { locationId: location.id, tariffId: capped.id })
    const exact = await quote(at('2026-12-02', '10:00', '11:00'), undefined, other.id)
    expect(exact.body.lines).toMatchObject([{ amount: 1e12 }, { amount: 100 - 1e12 }])
    const above = await quote(at('2026-12-02', '10:00', '11:30'), undefined, other.id)
    expectProblem(above, 422, 'invalid_duration')
  })

  it('in the past, except in the running step, which staff of the location may book', async () => {
    const open = await makeLocation(service, admin)
    const manager = await makePerson(service, 'manager', [open.id])
    const otherManager = await makePerson(service, 'manager', [location.id])
    const tariff = await makeTariff(service, admin, { minLeadMinutes: 120 })
    const { id } = await makeSpace(service, admin, { locationId: open.id, tariffId: tariff.id })
    service.clock.advance(10 * 60_000)
    const times = at('2026-12-01', '09:00', '10:00')
    const responses = await Promise.all(
      [manager, otherManager, member].map((person) => quote(times, person, id)),
    )
    service.clock.advance(-10 * 60_000)
    expect(responses.map((response) => response.body.code ?? response.body.total)).toEqual([
      60_000,
      'starts_in_past',
      'starts_in_past',
    ])
  })
})
