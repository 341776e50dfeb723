import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
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
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'

// With many PROPERTY_RUNS one member has more live bookings than are allowed.
const service = useService({ MAX_LIVE_BOOKINGS: '0' })
let admin: Person
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin, 100_000_000)
})

const stepMs = 30 * 60_000
const dayMs = 48 * stepMs
const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' }))
const toInstant = (ms: number) => new Date(ms).toISOString()
const timesOf = (start: number, steps: number) => ({
  startsAt: toInstant(start),
  endsAt: toInstant(start + steps * stepMs),
})
/** 00:00 in Moscow of a day after the first day of the tests. */
const midnight = (day: number) => Date.parse('2026-12-01T00:00:00+03:00') + day * dayMs

/** `before` and `after` are its buffers in minutes. */
type Room = { id: string; rate: number; afternoon: number; before: number; after: number; fits: boolean }
type Alternative = { spaceId: string; startsAt: string; endsAt: string; total: number }

/** A room with its own tariff, at a higher or lower price from 14:00 on; `fits` says whether it may replace the requested room. */
async function makeRoom(
  location: Created,
  prices: [number, number],
  fields: object,
  fits: boolean,
): Promise<Room> {
  const [hourlyRate, afternoon] = prices
  const rule = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '14:00', to: '24:00', label: 'afternoon' }
  const tariff = await makeTariff(service, admin, {
    hourlyRate,
    rules: [{ ...rule, hourlyRate: afternoon }],
  })
  const ids = { locationId: location.id, tariffId: tariff.id }
  const space = await makeSpace(service, admin, { ...ids, ...fields })
  const { id, bufferBeforeMinutes: before, bufferAfterMinutes: after } = space
  return { id, rate: hourlyRate, afternoon, before, after, fits }
}

type Taken = { room: Room; start: number; end: number }

/** All alternatives by the documented rules, without code of the service: the nearest first, then the cheapest. */
function allAlternatives(rooms: Room[], requested: Room, start: number, steps: number, taken: Taken[]) {
  const now = Date.parse(startOfTests)
  const isOpen = (from: number) => {
    const hour = (from - midnight(0) - Math.floor((from - midnight(0)) / dayMs) * dayMs) / stepMs / 2
    return hour >= 9 && hour + steps / 2 <= 18
  }
  const isFree = (room: Room, from: number) =>
    taken.every(
      (booking) =>
        booking.room !== room ||
        from + steps * stepMs + (room.after + room.before) * 60_000 <= booking.start ||
        booking.end + (room.after + room.before) * 60_000 <= from,
    )
  const isAfternoon = (step: number) => (((step - midnight(0)) % dayMs) + dayMs) % dayMs >= 28 * stepMs
  // Rate × minutes ÷ 60, rounded half up.
  const amountOf = (rate: number, count: number) => Math.floor((rate * count * 30 * 2 + 60) / 120)
  const priceOf = (room: Room, from: number) => {
    const stepStarts = Array.from({ length: steps }, (_, i) => from + i * stepMs)
    const afternoonSteps = stepStarts.filter(isAfternoon).length
    return amountOf(room.rate, steps - afternoonSteps) + amountOf(room.afternoon, afternoonSteps)
  }
  const starts = Array.from({ length: 2 * 3 * 48 + 1 }, (_, i) => start + (i - 3 * 48) * stepMs)
  const alternatives = [
    ...rooms.filter((room) => room.fits).map((room) => ({ room, from: start })),
    ...starts.filter((from) => from !== start).map((from) => ({ room: requested, from })),
  ]
  return alternatives
    .filter(({ room, from }) => from >= now && isOpen(from) && isFree(room, from))
    .map(({ room, from }) => ({ spaceId: room.id, ...timesOf(from, steps), total: priceOf(room, from) }))
    .sort((a, b) => distance(a, start) - distance(b, start) || a.total - b.total)
}

const distance = ({ startsAt }: { startsAt: string }, start: number) => Math.abs(Date.parse(startsAt) - start)

/** A start from 09:00 to 17:00, as the number of half hours since midnight. */
const halfHour = fc.integer({ min: 18, max: 34 })
const situation = fc.record({
  buffers: fc.tuple(fc.constantFrom(0, 30), fc.constantFrom(0, 30, 60)),
  prices: fc.array(fc.tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 9_999 })), {
    minLength: 6,
    maxLength: 6,
  }),
  bookings: fc.array(
    fc.record({
      room: fc.nat(3),
      day: fc.integer({ min: 0, max: 2 }),
      halfHour,
      steps: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 14 },
  ),
  requested: fc.record({ halfHour: fc.integer({ min: 18, max: 33 }), steps: fc.integer({ min: 1, max: 3 }) }),
})

describe('the alternatives of a booking_conflict', () => {
  it('are the five nearest, then cheapest, of all alternatives that would be accepted, whatever is booked', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ buffers, prices, bookings, requested }) => {
        const location = await makeLocation(service, admin, { weekly })
        const elsewhere = await makeLocation(service, admin, { weekly })
        const [before, after] = buffers
        const buffered = { bufferBeforeMinutes: before, bufferAfterMinutes: after }
        const price = (index: number): [number, number] => prices[index] ?? [0, 0]
        const room = await makeRoom(location, price(0), buffered, false)
        const rooms = [
          room,
          await makeRoom(location, price(1), buffered, true),
          await makeRoom(location, price(2), { ...buffered, capacity: 7 }, true),
          await makeRoom(location, price(3), {}, true),
          await makeRoom(location, price(4), { capacity: 5 }, false),
          await makeRoom(location, price(5), { type: 'desk' }, false),
          await makeRoom(location, price(0), { isActive: false }, false),
          await makeRoom(elsewhere, price(0), {}, false),
        ]
        const taken: Taken[] = []
        const start = midnight(1) + requested.halfHour * stepMs
        const others = [{ room: 0, day: 1, halfHour: requested.halfHour, steps: 1 }, ...bookings]
        for (const other of others) {
          const target = rooms[other.room] ?? room
          const from = midnight(other.day) + other.halfHour * stepMs
          const response = await book(service, member, { spaceId: target.id, ...timesOf(from, other.steps) })
          if (response.status === 201)
            taken.push({ room: target, start: from, end: from + other.steps * stepMs })
        }

        const response = await book(service, member, { spaceId: room.id, ...timesOf(start, requested.steps) })
        if (requested.halfHour + requested.steps > 36)
          return expect(response.body.code).toBe('outside_opening_hours')
        expect(response.body.code).toBe('booking_conflict')
        const got: Alternative[] = response.body.alternatives
        const possible = allAlternatives(rooms, room, start, requested.steps, taken)
        const rank = (alternative: Alternative) => [distance(alternative, start), alternative.total]
        expect(got.map(rank)).toEqual(possible.slice(0, 5).map(rank))
        expect(possible).toEqual(expect.arrayContaining(got))
        expect(new Set(got.map(({ spaceId, startsAt }) => spaceId + startsAt)).size).toBe(5)
        for (const { total, ...alternative } of got) {
          const accepted = await makeBooking(service, member, alternative)
          expect(accepted.totalPrice).toBe(total)
          await changeStatus(service, member, 'cancel', accepted.id)
        }
      }),
      tries(4, { isSlow: true }),
    )
  })
})
