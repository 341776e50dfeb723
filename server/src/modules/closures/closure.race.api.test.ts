import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
const funds = 10_000_000
const clients = 16
let admin: Person
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

beforeEach(async () => {
  coworking = await makeCoworking(service)
  member = await makeMember(service, admin, funds)
})

const closures = async () =>
  (await service.request('GET', `locations/${coworking.location.id}/closures`)).body.items as Created[]
const makeAnotherSpace = () =>
  makeSpace(service, admin, { locationId: coworking.location.id, tariffId: coworking.tariff.id })
const close = (date: string, query = '') => {
  const { startsAt: from, endsAt: to } = at(date, '07:00', '20:00')
  const path = `locations/${coworking.location.id}/closures${query}`
  return service.request('POST', path, { token: admin.token, body: { from, to } })
}

/** Sends bookings of one day, each of another hour or space, and closes that day after the first `responsesBefore` of them have responses. */
async function race(date: string, query: string, responsesBefore: number) {
  const spaces = [coworking.space, await makeAnotherSpace()]
  const requests = Array.from({ length: clients }, (_, index) => {
    const startHour = 8 + Math.floor(index / 2)
    const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
    const spaceId = spaces[index % 2]?.id
    return book(service, member, { spaceId, ...at(date, clock(startHour), clock(startHour + 1)) })
  })
  const [closure, ...responses] = await Promise.all([
    Promise.all(requests.slice(0, responsesBefore)).then(() => close(date, query)),
    ...requests,
  ])
  const booked: string[] = responses.filter(({ status }) => status === 201).map(({ body }) => body.id)
  return { closure, responses, booked }
}

describe('a closure and simultaneous bookings', () => {
  it.each(['2026-12-07', '2026-12-08', '2026-12-09'])(
    'cancels every booking that came before it on %s, and refuses every booking after it',
    async (date) => {
      const { closure, responses, booked } = await race(date, '?cancelBookings=true', clients / 4)
      expect(closure.status).toBe(201)
      expect([...closure.body.cancelledBookingIds].sort()).toEqual(booked.sort())
      for (const response of responses.filter(({ status }) => status !== 201))
        expectProblem(response, 422, 'closed')
      const list = await service.request('GET', 'bookings?status=cancelled&limit=100', {
        token: member.token,
      })
      expect(list.body.items.map((item: Created) => item.id).sort()).toEqual(booked)
      expect(await balanceOf(service, member)).toBe(funds)
    },
  )

  it.each([0, 1, clients])(
    'without cancelBookings either the bookings or the closure succeed, never both (closed after %i responses)',
    async (responsesBefore) => {
      const { closure, responses, booked } = await race('2026-12-10', '', responsesBefore)
      if (closure.status === 201) expect(booked).toEqual([])
      else {
        expectProblem(closure, 409, 'closure_conflict')
        expect(booked).toEqual(expect.arrayContaining(closure.body.bookingIds))
        expect(booked).toHaveLength(clients)
      }
      for (const response of responses.filter(({ status }) => status !== 201))
        expectProblem(response, 422, 'closed')
      expect(await closures()).toHaveLength(closure.status === 201 ? 1 : 0)
      expect(await balanceOf(service, member)).toBe(funds - booked.length * 60_000)
    },
  )

  it('makes the insertion of a new space wait, so that the space cannot be booked during the closure', async () => {
    // The closure locks the location, and then waits for this space.
    const held = await holdLock(service, 'SELECT FROM spaces WHERE id = $1 FOR UPDATE', [coworking.space.id])
    const closing = close('2026-12-11')
    await held.untilWaiting(1)
    let isBooked = false
    const times = at('2026-12-11', '10:00', '11:00')
    const booking = makeAnotherSpace()
      .then((added) => book(service, member, { spaceId: added.id, ...times }))
      .finally(() => {
        isBooked = true
      })
    await held.untilWaiting(2, () => isBooked)
    await held.release()
    expect((await closing).status).toBe(201)
    expectProblem(await booking, 422, 'closed')
  })
})
