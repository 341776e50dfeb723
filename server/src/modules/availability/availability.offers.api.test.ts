import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  topUp,
} from '../../../../testing/factories.ts'
import { useAvailability } from '../../../../testing/fixtures/availability.ts'
import { assertAsyncProperty } from '../../../../testing/oracles/arbitraries.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { minuteMs, toInstant } from '../../shared/time-range.ts'

const { service, admin, member, home, spaces } = useAvailability({
  tariffs: [
    { stepMinutes: 15, minMinutes: 15 },
    { stepMinutes: 60, minMinutes: 120, dailyCap: 100_000 },
    { minLeadMinutes: 180, maxAdvanceDays: 1, hourlyRate: 33_333 },
    { isActive: false },
  ],
  // The name of a space is its position, from 1; `space` in closures and bookings is its index, from 0.
  spaces: [
    { tariff: 0 },
    { tariff: 0, bufferBeforeMinutes: 15, bufferAfterMinutes: 45 },
    { tariff: 1, type: 'desk', capacity: 1 },
    { tariff: 2, requiresApproval: true, amenities: ['tv'] },
    { tariff: 3 },
    { tariff: 0, isActive: false },
    { tariff: 0, inOtherLocation: true, amenities: ['tv', 'board'] },
    { tariff: 0, inOtherLocation: true, capacity: 20 },
  ],
  closures: [
    { from: '2026-12-02T12:00:00+03:00', to: '2026-12-02T13:00:00+03:00' },
    { from: '2026-12-02T16:00:00+03:00', to: '2026-12-02T17:30:00+03:00', space: 0 },
  ],
  bookings: [
    { space: 0, from: '09:00', to: '10:00' },
    { space: 1, from: '10:00', to: '11:00' },
    { space: 1, from: '14:00', to: '15:30' },
    { space: 2, from: '10:00', to: '12:00' },
  ],
})
let manager: Person
let colleague: Person

beforeAll(async () => {
  manager = await makePerson(service, 'manager', [home.id])
  colleague = await makePerson(service, 'admin')
  for (const { id } of [admin, manager]) await topUp(service, colleague, id, 1e11)
})

type Times = { startsAt: string; endsAt: string }
const offers = (times: Times, query = '', person?: Person) => {
  const window = `from=${encodeURIComponent(times.startsAt)}&to=${encodeURIComponent(times.endsAt)}`
  return service.request('GET', `availability?${window}&limit=1000${query}`, { token: person?.token })
}
type Offer = { space: Created; quote: { total: number } }
const namesIn = (response: { body: { items: Offer[] } }) => response.body.items.map(({ space }) => space.name)

/** The response to a booking of each space at that time, for the person's own account; each booking is undone at once. */
async function bookEach(times: Times, person: Person) {
  const booked = new Map<string, Created>()
  const codes: string[] = []
  for (const { id: spaceId } of spaces) {
    const response = await book(service, person, { spaceId, ...times })
    codes.push(response.body.code ?? 'booked')
    if (response.status !== 201) continue
    booked.set(spaceId, response.body)
    expect(
      (await changeStatus(service, colleague, 'cancel', response.body.id, { refundPercent: 100 })).status,
    ).toBe(200)
  }
  return { booked, codes }
}

describe('the list of the spaces that can be booked at a time', () => {
  const roles = ['member', 'manager', 'admin'] as const
  const searches = fc.record({
    start: fc.oneof(
      { arbitrary: fc.integer({ min: -4, max: 48 }).map((steps) => steps * 15), weight: 1 },
      { arbitrary: fc.integer({ min: 88, max: 152 }).map((steps) => steps * 15), weight: 4 },
      { arbitrary: fc.integer({ min: -60, max: 3_000 }), weight: 1 },
      // The step that is running.
      { arbitrary: fc.constant(0), weight: 1 },
    ),
    minutes: fc.constantFrom(15, 30, 45, 60, 120, 120, 180, 600, 1_440, 1_455),
    role: fc.constantFrom(...roles),
  })

  it('has exactly the spaces that POST /bookings accepts, with the price that it charges', async () => {
    const seen = new Set<string>()
    const bookedRunningStep = new Set<string>()
    // 09:00 in Moscow: the start of the running step, because the clock stands at 09:10.
    const runningStepStart = Date.parse('2026-12-01T09:00:00+03:00')
    await assertAsyncProperty(
      searches,
      async ({ start, minutes, role }) => {
        const from = runningStepStart + start * minuteMs
        const times = { startsAt: toInstant(from), endsAt: toInstant(from + minutes * minuteMs) }
        const person = { member, manager, admin }[role]
        const listed = await offers(times, '', person)
        const { booked, codes } = await bookEach(times, person)
        expect(listed.status).toBe(200)
        expect(new Set(listed.body.items.map((offer: Offer) => offer.space.id))).toEqual(
          new Set(booked.keys()),
        )
        for (const { space, quote } of listed.body.items) expect(quote).toEqual(booked.get(space.id)?.quote)
        for (const code of codes) seen.add(code)
        if (start === 0 && booked.size > 0) bookedRunningStep.add(role)
      },
      40,
      roles.map((role) => ({ start: 0, minutes: 120, role })),
    )
    expect([...bookedRunningStep].sort()).toEqual(['admin', 'manager'])
    // The attempts have produced both results, and most of the possible reasons.
    expect([...seen]).toEqual(
      expect.arrayContaining(['booked', 'invalid_duration', 'booking_conflict', 'outside_opening_hours']),
    )
    expect(seen.size).toBeGreaterThan(5)
  })

  it('has every space with all fields, by name, with its quote', async () => {
    const times = at('2026-12-03', '10:00', '12:00')
    const response = await offers(times)
    expect(namesIn(response)).toEqual(['1', '2', '3', '7', '8'])
    const [first] = response.body.items
    expect(first.space).toEqual(spaces[0])
    const quote = await service.request('POST', 'quotes', { body: { spaceId: first.space.id, ...times } })
    expect(first.quote).toEqual(quote.body)
  })

  it.each([
    ['type=desk', ['3']],
    ['type=desk&type=meeting_room', ['1', '2', '3', '7', '8']],
    ['minCapacity=7', ['8']],
    ['amenities=tv', ['7']],
    ['amenities=tv&amenities=board', ['7']],
    ['amenities=tv&amenities=sauna', []],
  ])('filtered by %s has %j', async (query, names) => {
    expect(namesIn(await offers(at('2026-12-03', '10:00', '12:00'), `&${query}`))).toEqual(names)
  })

  it('of one location has only its spaces', async () => {
    const response = await offers(at('2026-12-03', '10:00', '12:00'), `&locationId=${home.id}`)
    expect(namesIn(response)).toEqual(['1', '2', '3'])
  })

  it('has the running step for the staff of the location, despite the lead time, except where a manager would have to approve the manager’s own booking', async () => {
    const running = at('2026-12-01', '09:00', '11:00')
    expect(namesIn(await offers(running))).toEqual([])
    expect(namesIn(await offers(running, '', member))).toEqual([])
    expect(namesIn(await offers(running, '', manager))).toEqual(['1', '2', '3'])
    expect(namesIn(await offers(running, `&locationId=${home.id}`, admin))).toEqual(['1', '2', '3', '4'])
    const onlyApproval = await offers(running, `&locationId=${home.id}&amenities=tv`, manager)
    expect(onlyApproval.body).toMatchObject({
      items: [],
      reasons: expect.arrayContaining([{ code: 'starts_in_past', spaces: 1 }]),
    })
  })

  it('comes in pages that together are the whole list, with its total', async () => {
    const times = at('2026-12-03', '10:00', '12:00')
    const window = `from=${encodeURIComponent(times.startsAt)}&to=${encodeURIComponent(times.endsAt)}`
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path = `availability?${window}&limit=2&withTotal=true${cursor && `&cursor=${cursor}`}`
      const response = await service.request('GET', path)
      expect(response.body.total).toBe(5)
      names.push(...namesIn(response))
      cursor = response.body.nextCursor
    }
    expect(names).toEqual(['1', '2', '3', '7', '8'])
  })

  it('is refused for an empty and a backward interval, and without an end', async () => {
    expectProblem(await offers(at('2026-12-03', '12:00', '12:00')), 422, 'invalid_interval')
    expectProblem(await offers(at('2026-12-03', '12:00', '10:00')), 422, 'invalid_interval')
    const withoutEnd = await service.request('GET', 'availability?from=2026-12-03T10:00:00Z')
    expectProblem(withoutEnd, 400, 'validation_failed')
  })
})

it('where a length is invalid, another length is returned only of active spaces that pass the filter', async () => {
  const { location, space: small } = await makeCoworking(service, { tariff: { stepMinutes: 60 } })
  const fields = { locationId: location.id, type: 'meeting_room', capacity: 20 }
  const { id: byQuarters } = await makeTariff(service, admin, { stepMinutes: 15, minMinutes: 15 })
  const { id: byDays } = await makeTariff(service, admin, { minMinutes: 1_440 })
  const large = await makeSpace(service, admin, { ...fields, tariffId: byQuarters })
  await makeSpace(service, admin, { ...fields, tariffId: byDays, isActive: false })
  const times = at('2026-12-02', '10:00', '10:45')
  await makeBooking(service, member, { spaceId: large.id, ...times })
  const reasons = async (filter = '') =>
    (await offers(times, `&locationId=${location.id}${filter}`)).body.reasons
  const taken = { code: 'booking_conflict', spaces: 1 }
  expect(await reasons()).toEqual([{ code: 'invalid_duration', spaces: 2, minutes: 60 }, taken])
  expect(await reasons(`&minCapacity=${small.capacity + 1}`)).toEqual([
    { code: 'invalid_duration', spaces: 2, minutes: null },
    taken,
  ])
})
