import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  book,
  makeCoworking,
  makeMember,
  makeSpace,
  type Person,
  tokenOf,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { assertAsyncProperty } from '../../../../testing/oracles/arbitraries.ts'
import { isOpenAt, isWithin, minutesOfSpan, type Span, spansOf } from '../../../../testing/oracles/oracle.ts'

// Berlin, around the night of 25 October 2026 in which 03:00 becomes 02:00 at 01:00 UTC.
const timeZone = 'Europe/Berlin'
const minute = 60_000
const weekdays = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, opens: '09:00', closes: '18:00' },
  { weekday, opens: '19:00', closes: '22:00' },
])
const weekly = [
  ...weekdays,
  { weekday: 6, opens: '08:00', closes: '24:00' },
  { weekday: 7, opens: '00:00', closes: '02:30' },
  { weekday: 7, opens: '02:45', closes: '13:00' },
]
const span = (startsAt: string, endsAt: string): Span => ({
  startsAt: `${startsAt}:00Z`,
  endsAt: `${endsAt}:00Z`,
})
const closures = [span('2026-10-24T10:00', '2026-10-24T11:30'), span('2026-10-25T09:00', '2026-10-25T10:00')]

const service = useService()
let member: Person
let spaceId: string
/** The taken times: the bookings with the buffers that they were made with. */
const slots: Span[] = []

const widened = ({ startsAt, endsAt }: Span, before: number, after: number): Span => ({
  startsAt: new Date(Date.parse(startsAt) - before * minute).toISOString(),
  endsAt: new Date(Date.parse(endsAt) + after * minute).toISOString(),
})

beforeAll(async () => {
  service.clock.set('2026-10-20T06:00:00Z')
  const { admin, location, tariff, space } = await makeCoworking(service, {
    location: { timeZone, weekly },
    tariff: { stepMinutes: 15, minMinutes: 15 },
    space: { bufferBeforeMinutes: 15, bufferAfterMinutes: 30 },
  })
  const other = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
  member = await makeMember(service, admin, 100_000_000)
  spaceId = space.id
  const send = async (method: string, path: string, body: object) => {
    const response = await service.request(method, path, { token: admin.token, body })
    expect(response.status, response.text).toBeLessThan(300)
    return response.body
  }
  const occupy = async (during: Span, before: number, after: number) => {
    const response = await book(service, member, { spaceId, ...during })
    expect(response.status, response.text).toBe(201)
    slots.push(widened(during, before, after))
    return response.body.id as string
  }

  const [first, second] = closures.map(({ startsAt: from, endsAt: to }) => ({ from, to }))
  await send('POST', `locations/${location.id}/closures`, { ...first })
  await send('POST', `locations/${location.id}/closures`, { ...second, spaceId })
  // Closures and bookings of another space do not affect this space.
  const evening = span('2026-10-24T15:00', '2026-10-24T16:00')
  await send('POST', `locations/${location.id}/closures`, {
    from: '2026-10-24T13:00:00Z',
    to: '2026-10-24T14:00:00Z',
    spaceId: other.id,
  })
  expect((await book(service, member, { spaceId: other.id, ...evening })).status).toBe(201)

  await occupy(span('2026-10-24T07:00', '2026-10-24T08:00'), 15, 30)
  // From Saturday 23:30 until the second time that the clock shows 02:15.
  await occupy(span('2026-10-24T21:30', '2026-10-25T00:15'), 15, 30)
  const cancelled = await occupy(span('2026-10-24T15:00', '2026-10-24T17:00'), 15, 30)
  await send('POST', `bookings/${cancelled}/cancel`, {})
  slots.pop()
  await send('PATCH', `spaces/${spaceId}`, { bufferBeforeMinutes: 45, bufferAfterMinutes: 0 })
  await occupy(span('2026-10-25T06:00', '2026-10-25T07:30'), 45, 0)
})

const isOpen = (at: number) => isOpenAt({ weekly }, timeZone, at) && !isWithin(closures, at)
// The results of `isFree`, because the windows overlap; `slots` do not change after `beforeAll`.
const freeByMinute = new Map<number, boolean>()
/** Whether a booking of this minute alone, with the present buffers, would be possible. */
function isFree(at: number): boolean {
  const thisMinute = { startsAt: new Date(at).toISOString(), endsAt: new Date(at + minute).toISOString() }
  const free =
    freeByMinute.get(at) ??
    (isOpen(at) && !minutesOfSpan(widened(thisMinute, 45, 0)).some((near) => isWithin(slots, near)))
  freeByMinute.set(at, free)
  return free
}

describe('the availability of a space over a night with a clock change', () => {
  const noon = Date.parse('2026-10-23T10:00Z')
  const windows = fc.record({
    from: fc.nat(3_000),
    length: fc.integer({ min: 1, max: 3_000 }),
    now: fc.nat(1_000),
  })

  it('is open, busy and free exactly at the minutes given by the wall clock and the bookings', () =>
    assertAsyncProperty(
      windows,
      async ({ from, length, now }) => {
        service.clock.set(new Date(noon + now * minute).toISOString())
        const start = noon + from * minute
        const window = {
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + length * minute).toISOString(),
        }
        const query = `from=${window.startsAt}&to=${window.endsAt}`
        const { body } = await service.request('GET', `spaces/${spaceId}/availability?${query}`)
        const minutes = minutesOfSpan(window)
        expect(body.open).toEqual(spansOf(minutes.filter(isOpen)))
        const taken = (by: Span[]) => spansOf(minutes.filter((at) => isWithin(by, at)))
        expect(taken(body.busy)).toEqual(taken(slots))
        const ahead = minutes.filter((at) => at >= service.clock.now())
        expect(body.free).toEqual(spansOf(ahead.filter(isFree)))
      },
      30,
    ))

  it('has free times exactly where a booking is accepted', async () => {
    service.clock.set('2026-10-23T22:00:00Z')
    const token = await tokenOf(service, member.id)
    const day = Date.parse('2026-10-23T22:00Z')
    const requests = fc.record({ from: fc.nat(170), quarters: fc.integer({ min: 1, max: 6 }) })
    await assertAsyncProperty(
      requests,
      async ({ from, quarters }) => {
        const start = day + from * 15 * minute
        const requested = {
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + quarters * 15 * minute).toISOString(),
        }
        const response = await book(service, { ...member, token }, { spaceId, ...requested })
        expect(response.status === 201).toBe(minutesOfSpan(requested).every(isFree))
        if (response.status !== 201) return
        const ended = await service.request('POST', `bookings/${response.body.id}/cancel`, {
          token,
          body: {},
        })
        expect(ended.status).toBe(200)
      },
      60,
    )
  })
})
