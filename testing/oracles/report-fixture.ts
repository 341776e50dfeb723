import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect } from 'vitest'
import {
  book,
  type Created,
  changeStatus,
  makeLocation,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  travelTo,
} from '../factories.ts'
import type { TestService } from '../harness.ts'

// A random fixture for the tests of reports: a location with random hours, bookings and their changes, around a clock change.

export const minute = 60_000
export const halfHour = 30 * minute
export const hour = 60 * minute
// One zone skips and repeats an hour, the other zone half an hour.
const zones = [
  { timeZone: 'America/New_York', currency: 'USD' },
  { timeZone: 'Australia/Lord_Howe', currency: 'RUB' },
]

const opening = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  opens: fc.integer({ min: 0, max: 40 }),
  length: fc.integer({ min: 2, max: 30 }),
})
const booking = fc.record({
  room: fc.nat(2),
  start: fc.integer({ min: 1, max: 150 }),
  length: fc.integer({ min: 1, max: 12 }),
})
export const planArbitrary = fc.record({
  zone: fc.nat(zones.length - 1),
  week: fc.array(opening, { minLength: 5, maxLength: 9 }),
  bookings: fc.array(booking, { minLength: 15, maxLength: 20 }),
  closures: fc.array(fc.record({ room: fc.option(fc.nat(2)), start: fc.nat(150), length: fc.nat(8) }), {
    maxLength: 2,
  }),
  /**
   * The changes before the bookings' time. `which` selects the booking by its position. `by` is the number of half hours of a move;
   * the refund of a cancellation is computed from it, too.
   */
  changes: fc.array(
    fc.record({
      which: fc.nat(40),
      what: fc.constantFrom('cancel', 'move', 'delete'),
      by: fc.integer({ min: -6, max: 6 }),
    }),
    { maxLength: 6 },
  ),
  /** Times at which staff check members in, in half hours from the start. */
  rounds: fc.array(fc.nat(150), { maxLength: 3 }),
  from: fc.integer({ min: -1, max: 3 }),
  days: fc.integer({ min: 1, max: 4 }),
})
/** The service and the users who act in it. */
type Actors = { service: TestService; admin: Person; member: Person }
export type Plan = typeof planArbitrary extends fc.Arbitrary<infer T> ? T : never
export type ReportFixture = {
  location: Created
  spaces: Created[]
  manager: Person
  zone: (typeof zones)[number]
  start: number
}

export const at = (ms: number) => new Date(ms).toISOString()
const localTime = (halves: number) => `${String(halves >> 1).padStart(2, '0')}:${halves % 2 ? '30' : '00'}`

/** The opening hours of the week; of several intervals on one weekday the last is used, and the other weekdays are closed. */
export function weekly(openings: Plan['week']) {
  const days = new Map(openings.map((one) => [one.weekday, one]))
  return [...days.values()].map(({ weekday, opens, length }) => ({
    weekday,
    opens: localTime(opens),
    closes: localTime(Math.min(48, opens + length)),
  }))
}

/** Makes a location that is open all day while bookings are made; its hours are shortened afterwards, and the bookings stay. */
export async function makeReportFixture(
  { service, admin, member }: Actors,
  plan: Plan,
): Promise<ReportFixture> {
  const zone = zones[plan.zone] as (typeof zones)[number]
  const { timeZone, currency } = zone
  // The bookings lie around the next clock change, so each fixture is later than the previous one.
  const now = Temporal.Instant.fromEpochMilliseconds(service.clock.now() + 48 * hour).toZonedDateTimeISO(
    timeZone,
  )
  const start = (now.getTimeZoneTransition('next')?.epochMilliseconds ?? 0) - 36 * hour
  await travelTo(service, at(start - 2 * hour), admin, member)
  const location = await makeLocation(service, admin, { timeZone, currency })
  const spaces: Created[] = []
  for (const [type, hourlyRate, requiresCheckIn] of [
    ['desk', 9_999, false],
    ['meeting_room', 7_777, true],
    ['meeting_room', 12_345, false],
  ] as const) {
    const fields = {
      hourlyRate,
      currency,
      stepMinutes: 30,
      cancellation: [{ hoursBefore: 24, refundPercent: 33 }],
    }
    const tariff = await makeTariff(service, admin, fields)
    const ids = { locationId: location.id, tariffId: tariff.id }
    spaces.push(
      await makeSpace(service, admin, { ...ids, type, requiresCheckIn, name: `Room ${spaces.length}` }),
    )
  }
  const manager = await makePerson(service, 'manager', [location.id])
  return { location, spaces, manager, zone, start }
}

export async function executePlan(
  { service, admin, member }: Actors,
  { location, spaces, start }: ReportFixture,
  plan: Plan,
): Promise<void> {
  const ids: string[] = []
  const reserve = async ({ room, start: offset, length }: Plan['bookings'][number]) => {
    const startsAt = at(start + offset * halfHour)
    const endsAt = at(start + (offset + length) * halfHour)
    const response = await book(service, admin, {
      spaceId: spaces[room]?.id,
      startsAt,
      endsAt,
      userId: member.id,
    })
    if (response.status === 201) ids.push(response.body.id)
    else expect(response.body.code).toMatch(/booking_conflict|closed|starts_in_past/)
  }
  for (const booking of plan.bookings) await reserve(booking)
  for (const { which, what, by } of plan.changes) {
    const id = ids[which % ids.length]
    if (id === undefined) break
    if (what === 'move') {
      const { body } = await service.request('GET', `bookings/${id}`, { token: admin.token })
      const moved = {
        startsAt: at(Date.parse(body.startsAt) + by * halfHour),
        endsAt: at(Date.parse(body.endsAt) + by * halfHour),
      }
      await moveBooking(service, admin, id, { ...moved, spaceId: spaces[which % 3]?.id })
    } else await changeStatus(service, admin, 'cancel', id, by > 0 ? { refundPercent: by * 10 + 1 } : {})
    if (what !== 'delete') continue
    await service.request('DELETE', `bookings/${id}`, { token: admin.token })
    ids.splice(ids.indexOf(id), 1)
  }
  for (const { room, start: offset, length } of plan.closures) {
    if (length === 0) continue
    const spaceId = room === null ? null : spaces[room]?.id
    const body = {
      spaceId,
      from: at(start + offset * halfHour),
      to: at(start + (offset + length) * halfHour),
    }
    const path = `locations/${location.id}/closures?cancelBookings=true`
    expect((await service.request('POST', path, { token: admin.token, body })).status).toBe(201)
  }
  // Staff check in the members of running bookings. Where the round is an even number of half hours after the start, each of these bookings is
  // also completed at once, and then an hour is booked in one of the rooms, maybe in the time that became free.
  for (const round of [...plan.rounds].sort((a, b) => a - b)) {
    await travelTo(service, at(start + round * halfHour + minute), admin, member)
    for (const id of ids)
      if ((await changeStatus(service, admin, 'check-in', id)).status === 200 && round % 2 === 0) {
        await changeStatus(service, admin, 'complete', id)
        await reserve({ room: round % 3, start: round + 1, length: 2 })
      }
  }
  const body = { weekly: weekly(plan.week) }
  const response = await service.request('PUT', `locations/${location.id}/opening-hours`, {
    token: admin.token,
    body,
  })
  expect(response.status).toBe(200)
}
