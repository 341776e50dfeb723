import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  moveBooking,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

// Short versions of the long races of `make soak`. After each of them the books are checked, also for overlaps.

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let members: Person[]

const price = 60_000

beforeAll(async () => {
  coworking = await makeCoworking(service)
  members = []
  for (let i = 0; i < 8; i++) members.push(await makeMember(service, coworking.admin, 100_000_000))
})

const makeRoom = async (fields: object = {}): Promise<string> => (await coworking.makeRoom(fields)).id
const memberOf = (index: number): Person => members[index % members.length] as Person
const atOnce = <T>(n: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, index) => work(index)))
const sumOfBalances = async () =>
  (await Promise.all(members.map((member) => balanceOf(service, member)))).reduce((a, b) => a + b)

type BookResponse = Awaited<ReturnType<typeof book>>

/** The number of each outcome: `{ '201': 1, '409 booking_conflict': 63 }`. */
function tally(responses: BookResponse[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of responses) {
    const outcome = status < 300 ? String(status) : `${status} ${body.code}`
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

type Times = { startsAt: string; endsAt: string }
const msOf = ({ startsAt, endsAt }: Times) => ({ start: Date.parse(startsAt), end: Date.parse(endsAt) })
const overlap = (a: Times, b: Times, gapMs = 0) =>
  msOf(a).start < msOf(b).end + gapMs && msOf(b).start < msOf(a).end + gapMs
const hour = at('2026-12-10', '10:00', '11:00')

/** Very different intervals on the half-hour grid of one day: they overlap, and few are equal. */
const manyTimes = (n: number): Times[] =>
  Array.from({ length: n }, (_, index) => {
    const start = Date.parse('2026-12-10T00:00:00+03:00') + ((index * 7) % 44) * 1_800_000
    const instants = [start, start + (1 + (index % 4)) * 1_800_000].map((ms) => new Date(ms).toISOString())
    return { startsAt: instants[0] ?? '', endsAt: instants[1] ?? '' }
  })

describe('64 clients who want one slot', () => {
  it('get one booking and 63 refusals with the taken time', async () => {
    const spaceId = await makeRoom()
    const before = await sumOfBalances()
    const responses = await atOnce(64, (index) => book(service, memberOf(index), { spaceId, ...hour }))
    expect(tally(responses)).toEqual({ 201: 1, '409 booking_conflict': 63 })
    const [lost] = responses.filter((response) => response.status === 409)
    expect(lost?.body.taken).toEqual([
      { startsAt: '2026-12-10T07:00:00.000Z', endsAt: '2026-12-10T08:00:00.000Z' },
    ])
    expect(before - (await sumOfBalances())).toBe(price)
  })
})

describe('clients who want overlapping times', () => {
  it.each([
    ['', {}, 0],
    [' that keep buffers', { bufferBeforeMinutes: 30, bufferAfterMinutes: 30 }, 3_600_000],
  ])(
    'get bookings%s without an overlap, and each refused request overlaps a booking',
    async (_, buffers, gapMs) => {
      const spaceId = await makeRoom(buffers)
      const times = manyTimes(48)
      const responses = await atOnce(48, (index) =>
        book(service, memberOf(index), { spaceId, ...times[index] }),
      )
      const won = responses
        .filter((response) => response.status === 201)
        .map((response) => response.body as Created & Times)
      expect(Object.keys(tally(responses)).sort()).toEqual(['201', '409 booking_conflict'])
      for (const booking of won)
        expect(won.filter((other) => overlap(booking, other, gapMs))).toEqual([booking])
      for (const [index, { status }] of responses.entries())
        if (status === 409)
          expect(won.some((booking) => overlap(booking, times[index] as Times, gapMs))).toBe(true)
    },
  )

  it('by moves and by new bookings: one request gets the slot, and all others keep their bookings', async () => {
    const spaceId = await makeRoom()
    const bookings = await atOnce(8, async (index) => {
      const times = at('2026-12-11', `${10 + index}:00`, `${11 + index}:00`)
      return makeBooking(service, memberOf(index), { spaceId, ...times })
    })
    const before = await sumOfBalances()
    const responses = await atOnce(24, (index) => {
      const booking = bookings[index]
      const person = memberOf(index)
      return booking
        ? moveBooking(service, person, booking.id, hour)
        : book(service, person, { spaceId, ...hour })
    })
    const won = responses.filter((response) => response.status < 300)
    expect(won).toHaveLength(1)
    expect(tally(responses)).toMatchObject({ '409 booking_conflict': 23 })
    expect(before - (await sumOfBalances())).toBe(won[0]?.status === 201 ? price : 0)
    const path = `bookings?spaceId=${spaceId}&status=confirmed&withTotal=true`
    const { body } = await service.request('GET', path, { token: coworking.admin.token })
    expect(body.total).toBe(won[0]?.status === 201 ? 9 : 8)
  })
})

describe('moves at once', () => {
  it('of two bookings that try to swap their spaces: both are refused, without a deadlock', async () => {
    const [a, b] = [await makeRoom(), await makeRoom()]
    const [first, second] = [
      await makeBooking(service, memberOf(0), { spaceId: a, ...hour }),
      await makeBooking(service, memberOf(1), { spaceId: b, ...hour }),
    ]
    const responses = await atOnce(12, (index) =>
      index % 2 === 0
        ? moveBooking(service, memberOf(0), first.id, { spaceId: b })
        : moveBooking(service, memberOf(1), second.id, { spaceId: a }),
    )
    expect(tally(responses)).toEqual({ '409 booking_conflict': 12 })
  })

  it('of one booking, to other spaces and other times, succeed one after another', async () => {
    const rooms = await Promise.all([makeRoom(), makeRoom(), makeRoom()])
    const { id } = await makeBooking(service, memberOf(0), { spaceId: rooms[0] ?? '', ...hour })
    const responses = await atOnce(12, (index) => {
      const startHour = 10 + (index % 5)
      const times = at('2026-12-10', `${startHour}:00`, `${startHour + 1}:00`)
      const body = index % 2 === 0 ? { spaceId: rooms[index % 3] } : times
      return moveBooking(service, memberOf(0), id, body)
    })
    expect(tally(responses)).toEqual({ 200: 12 })
  })
})

describe('a wallet', () => {
  it('with money for five bookings pays for five of 64 different slots, with the exact remainder', async () => {
    const rooms = await Promise.all([makeRoom(), makeRoom(), makeRoom(), makeRoom()])
    const member = await makeMember(service, coworking.admin, 5 * price + 59_999)
    const responses = await atOnce(64, (index) => {
      const date = `2026-12-${10 + Math.floor(index / 4)}`
      return book(service, member, { spaceId: rooms[index % 4], ...at(date, '10:00', '11:00') })
    })
    expect(tally(responses)).toEqual({ 201: 5, '402 insufficient_funds': 59 })
    expect(await balanceOf(service, member)).toBe(59_999)
  })

  it('gets one refund from 64 cancellations of one booking', async () => {
    const before = await sumOfBalances()
    const { id } = await makeBooking(service, memberOf(0), { spaceId: await makeRoom(), ...hour })
    const users = [memberOf(0), coworking.admin]
    const responses = await atOnce(64, (index) =>
      changeStatus(service, users[index % 2] as Person, 'cancel', id),
    )
    expect(tally(responses)).toEqual({ 200: 1, '409 invalid_transition': 63 })
    expect(await sumOfBalances()).toBe(before)
  })
})

describe('a closure among new bookings', () => {
  const close = (spaceId: string | null, query: string) => {
    const [from, to] = ['2027-01-12T00:00:00+03:00', '2027-01-13T00:00:00+03:00']
    const path = `locations/${coworking.location.id}/closures${query}`
    return service.request('POST', path, { token: coworking.admin.token, body: { from, to, spaceId } })
  }
  const bookHours = (spaceId: string, closing: () => Promise<BookResponse>) =>
    atOnce(20, (index) => {
      if (index === 7) return closing()
      const start = String(index).padStart(2, '0')
      const end = String(index + 1).padStart(2, '0')
      return book(service, memberOf(index), { spaceId, ...at('2027-01-12', `${start}:00`, `${end}:00`) })
    })
  const countConfirmed = async (spaceId: string) => {
    const query = `bookings?spaceId=${spaceId}&status=confirmed&withTotal=true`
    return (await service.request('GET', query, { token: coworking.admin.token })).body.total
  }

  it.each(['a space', 'the location'])('of %s leaves none of them when it cancels', async (what) => {
    const spaceId = await makeRoom()
    const before = await sumOfBalances()
    const closing = () => close(what === 'a space' ? spaceId : null, '?cancelBookings=true')
    const responses = await bookHours(spaceId, closing)
    const [closed] = responses.splice(7, 1)
    expect(closed?.status).toBe(201)
    const created = responses
      .filter((response) => response.status === 201)
      .map((response) => response.body.id)
    expect(closed?.body.cancelledBookingIds.sort()).toEqual(created.sort())
    expect(tally(responses)['422 closed'] ?? 0).toBe(19 - created.length)
    expect(await countConfirmed(spaceId)).toBe(0)
    expect(await sumOfBalances()).toBe(before)
    const path = `locations/${coworking.location.id}/closures/${closed?.body.id}`
    await service.request('DELETE', path, { token: coworking.admin.token })
  })

  it('that does not cancel is made before all of them, or refused', async () => {
    const spaceId = await makeRoom()
    const responses = await bookHours(spaceId, () => close(spaceId, ''))
    const [closed] = responses.splice(7, 1)
    const isClosed = closed?.status === 201
    expect(isClosed || closed?.body.code === 'closure_conflict').toBe(true)
    expect(tally(responses)).toEqual(isClosed ? { '422 closed': 19 } : { 201: 19 })
    expect(await countConfirmed(spaceId)).toBe(isClosed ? 0 : 19)
  })
})
