import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeCoworking,
  type Person,
} from '../../../../testing/factories.ts'
import { useAvailability } from '../../../../testing/fixtures/availability.ts'
import { assertAsyncProperty } from '../../../../testing/oracles/arbitraries.ts'
import { minuteMs, toInstant } from '../../shared/time-range.ts'

const { service, admin, member, home, spaces } = useAvailability({
  tariffs: [
    { stepMinutes: 15, minMinutes: 15 },
    { stepMinutes: 60, minMinutes: 180, hourlyRate: 20_000 },
    { minLeadMinutes: 180, maxAdvanceDays: 1, hourlyRate: 33_333 },
    { isActive: false },
  ],
  spaces: [
    { tariff: 0, amenities: ['whiteboard'] },
    { tariff: 0, bufferBeforeMinutes: 15, bufferAfterMinutes: 45, capacity: 10, amenities: ['tv'] },
    { tariff: 1, capacity: 40, type: 'event_space' },
    { tariff: 2, requiresApproval: true, amenities: ['tv'] },
    { tariff: 3 },
    { tariff: 0, isActive: false },
    { tariff: 0, capacity: 2, type: 'desk' },
  ],
  closures: [
    { from: '2026-12-02T12:00:00+03:00', to: '2026-12-02T13:00:00+03:00' },
    { from: '2026-12-02T16:00:00+03:00', to: '2026-12-03T10:10:00+03:00', space: 0 },
    { from: '2026-12-09T00:00:00+03:00', to: '2026-12-11T00:00:00+03:00' },
  ],
  bookings: [
    { space: 0, from: '09:00', to: '10:00' },
    { space: 1, from: '10:00', to: '11:00' },
    { space: 1, from: '14:00', to: '15:30' },
    { space: 6, from: '08:00', to: '12:00' },
    { space: 6, from: '13:00', to: '20:00' },
  ],
})

type Times = { startsAt: string; endsAt: string }
type Free = Times & { spaceId: string; total: number }

async function getReasons(times: Times, filter: Record<string, string> = {}, person?: Person) {
  const query = new URLSearchParams({
    from: times.startsAt,
    to: times.endsAt,
    locationId: home.id,
    ...filter,
  })
  const response = await service.request('GET', `availability?${query}`, { token: person?.token })
  expect(response.status, response.text).toBe(200)
  return response.body
}

/** The response of POST /bookings, and the price; a booking is undone at once. */
async function tryBooking(spaceId: string, times: Times, person: Person) {
  const { status, body } = await book(service, person, { spaceId, ...times, userId: member.id })
  if (status !== 201) return { code: body.code as string }
  await changeStatus(service, person, 'cancel', body.id, person === member ? {} : { refundPercent: 100 })
  return { total: body.totalPrice as number }
}

type Criteria = { type?: string; minCapacity?: number; amenities?: string }

const hasType = (space: Created, { type }: Criteria) => type === undefined || space.type === type
const isLargeEnough = (space: Created, { minCapacity = 1 }: Criteria) => space.capacity >= minCapacity
const isEquipped = (space: Created, { amenities }: Criteria) =>
  amenities === undefined || space.amenities.includes(amenities)

async function reasonsByBooking(times: Times, criteria: Criteria, person: Person) {
  const counts: Record<string, number> = {}
  for (const space of spaces.filter((each) => hasType(each, criteria))) {
    const { code } = await tryBooking(space.id, times, person)
    const missingReason = isLargeEnough(space, criteria) ? 'amenities' : 'capacity'
    const reason =
      code ?? (isLargeEnough(space, criteria) && isEquipped(space, criteria) ? null : missingReason)
    if (reason) counts[reason] = (counts[reason] ?? 0) + 1
  }
  return counts
}

describe('where no space can be booked', () => {
  const searches = fc.record({
    start: fc.oneof(
      fc.integer({ min: -4, max: 60 }).map((steps) => steps * 15),
      fc.integer({ min: 88, max: 200 }).map((steps) => steps * 15),
      fc.integer({ min: -60, max: 4_000 }),
    ),
    minutes: fc.constantFrom(15, 30, 45, 60, 90, 120, 180, 240, 1_440),
    isStaff: fc.boolean(),
    criteria: fc.record(
      {
        type: fc.constantFrom('meeting_room', 'desk', 'event_space'),
        minCapacity: fc.constantFrom(1, 8, 30, 200),
        amenities: fc.constantFrom('tv', 'sauna'),
      },
      { requiredKeys: [] },
    ),
    samples: fc.array(fc.record({ space: fc.nat(6), part: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 4,
    }),
  })

  it('returns for each space the refusal of POST /bookings, and the nearest times that it accepts', async () => {
    const seen = new Set<string>()
    let freeTimes = 0
    // 09:00 in Moscow: the start of the running step, because the clock stands at 09:10.
    const runningStepStart = Date.parse('2026-12-01T09:00:00+03:00')
    await assertAsyncProperty(
      searches,
      async ({ start, minutes, isStaff, criteria, samples }) => {
        const from = runningStepStart + start * minuteMs
        const times = { startsAt: toInstant(from), endsAt: toInstant(from + minutes * minuteMs) }
        const person = isStaff ? admin : member
        const { minCapacity, ...rest } = criteria
        const response = await getReasons(
          times,
          { ...rest, ...(minCapacity && { minCapacity: `${minCapacity}` }) },
          person,
        )
        if (response.items.length > 0) {
          expect(response).toMatchObject({ reasons: [], nextOpening: null, nextFree: [] })
          return
        }
        const counts = Object.fromEntries(response.reasons.map((reason: any) => [reason.code, reason.spaces]))
        expect(counts).toEqual(await reasonsByBooking(times, criteria, person))
        for (const code of Object.keys(counts)) seen.add(code)

        const free: Free[] = response.nextFree
        const inOrder = free.toSorted(
          (a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.total - b.total,
        )
        expect(free).toEqual(inOrder)
        freeTimes += free.length
        for (const { spaceId, total, ...slot } of free) {
          expect(Date.parse(slot.startsAt)).toBeGreaterThanOrEqual(Math.max(from, service.clock.now()))
          expect(await tryBooking(spaceId, slot, person)).toEqual({ total })
        }
        // No nearer start was skipped: a booking at any other start before the last one is refused.
        const last = free.length === 5 ? Date.parse(free[4]?.startsAt ?? '') : from + 48 * 60 * minuteMs
        const earliest = Math.ceil(Math.max(from, service.clock.now()) / (15 * minuteMs)) * 15 * minuteMs
        for (const { space, part } of samples) {
          const found = spaces[space] as Created
          const steps = Math.floor(((last - earliest) / (15 * minuteMs)) * part)
          const at = earliest + steps * 15 * minuteMs
          const fits =
            hasType(found, criteria) && isLargeEnough(found, criteria) && isEquipped(found, criteria)
          if (!fits || at >= last || at < earliest) continue
          const length = found.type === 'event_space' ? Math.max(180, Math.round(minutes / 60) * 60) : minutes
          const slot = { startsAt: toInstant(at), endsAt: toInstant(at + length * minuteMs) }
          const isListed = free.some(
            ({ spaceId, startsAt }) => spaceId === found.id && startsAt === slot.startsAt,
          )
          const { code } = await tryBooking(found.id, slot, person)
          if (!isListed) expect(code, `${found.name} at ${slot.startsAt}`).toBeDefined()
        }
      },
      60,
    )
    expect(freeTimes).toBeGreaterThan(5)
    // The attempts have produced most of the possible reasons.
    expect([...seen]).toEqual(
      expect.arrayContaining(['invalid_duration', 'outside_opening_hours', 'capacity']),
    )
    expect(seen.size).toBeGreaterThan(5)
  })

  const next = async (times: Times, filter: Record<string, string> = {}) => {
    const { reasons, nextOpening, nextFree } = await getReasons(times, filter)
    const first = (nextFree as Free[])[0]
    return { reasons, nextOpening, first: first && [first.startsAt, first.endsAt] }
  }

  it('on a holiday returns the next opening after the closure', async () => {
    expect(await next(at('2026-12-09', '10:00', '11:00'), { type: 'desk' })).toEqual({
      reasons: [{ code: 'closed', spaces: 1 }],
      nextOpening: '2026-12-15T05:00:00.000Z',
      first: ['2026-12-15T05:00:00.000Z', '2026-12-15T06:00:00.000Z'],
    })
  })

  it('outside the hours returns the opening of the next morning', async () => {
    expect(await next(at('2026-12-02', '19:30', '20:30'), { type: 'desk' })).toEqual({
      reasons: [{ code: 'outside_opening_hours', spaces: 1 }],
      nextOpening: '2026-12-03T05:00:00.000Z',
      first: ['2026-12-03T05:00:00.000Z', '2026-12-03T06:00:00.000Z'],
    })
  })

  it('for a hall with a minimum of three hours returns this length, and the next free time of this length', async () => {
    expect(await next(at('2026-12-03', '10:00', '11:00'), { type: 'event_space' })).toMatchObject({
      reasons: [{ code: 'invalid_duration', spaces: 1, minutes: 180 }],
      first: ['2026-12-03T07:00:00.000Z', '2026-12-03T10:00:00.000Z'],
    })
  })

  it.each([
    ['10:15', '13:15', 'begins off the step', null],
    ['10:15', '11:15', 'begins off the step', null],
    ['10:00', '13:30', 'ends off the step', 240],
  ])('from %s to %s, which %s, the nearest accepted length is %s', async (from, to, _, minutes) => {
    const { reasons } = await next(at('2026-12-03', from, to), { type: 'event_space' })
    expect(reasons).toEqual([{ code: 'invalid_duration', spaces: 1, minutes }])
  })

  it('for a space with its own closure returns the next step after the end of that closure', async () => {
    const times = at('2026-12-02', '17:00', '18:00')
    // Only this space has a whiteboard. Its closure ends at 10:10 in Moscow, within a step of 15 minutes.
    expect((await next(times, { amenities: 'whiteboard' })).first).toEqual([
      '2026-12-03T07:15:00.000Z',
      '2026-12-03T08:15:00.000Z',
    ])
    const { nextFree } = await getReasons(times, { type: 'meeting_room', minCapacity: '6' })
    expect((nextFree as Free[]).find(({ spaceId }) => spaceId === spaces[0]?.id)).toBeUndefined()
    const { nextOpening } = await getReasons(at('2026-12-02', '16:30', '19:30'), { type: 'desk' })
    expect(nextOpening).toBe('2026-12-03T05:00:00.000Z')
  })

  it('returns the next opening after all closures of a space, however long they are', async () => {
    const { location, space } = await makeCoworking(service)
    const path = `locations/${location.id}/closures`
    for (const [from, to] of [
      ['2026-12-01T00:00:00Z', '2027-12-03T07:00:00Z'],
      ['2027-12-03T07:00:00Z', '2027-12-05T00:00:00Z'],
    ]) {
      const body = { from, to, spaceId: space.id }
      expect((await service.request('POST', path, { token: admin.token, body })).status).toBe(201)
    }
    const { nextOpening } = await getReasons(at('2026-12-02', '10:00', '11:00'), { locationId: location.id })
    expect(nextOpening).toBe('2027-12-05T00:00:00.000Z')
  })

  it('returns the next free time of a taken desk, within two weeks', async () => {
    expect(await next(at('2026-12-02', '10:00', '11:00'), { type: 'desk' })).toMatchObject({
      reasons: [{ code: 'booking_conflict', spaces: 1 }],
      first: ['2026-12-03T05:00:00.000Z', '2026-12-03T06:00:00.000Z'],
    })
    const { nextFree } = await getReasons(at('2026-12-02', '10:00', '11:00'), { minCapacity: '500' })
    expect(nextFree).toEqual([])
  })
})
