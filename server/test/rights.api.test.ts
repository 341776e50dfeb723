import { beforeAll, describe, expect, it } from 'vitest'
import { hourMs, toInstant } from '../src/shared/time-range.ts'
import {
  type Created,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  takeStep,
} from './factories.ts'
import { useService } from './harness.ts'
import { expectAnyProblem } from './problem-shape.ts'

// Who may do what to whose: one table, each cell tried on a thing of its own.
const service = useService()
let admin: Person
let owner: Person
let callers: (Person | undefined)[]
let location: Created
let tariff: Created
let space: Created
let hours = 0

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  location = await makeLocation(service, admin)
  const elsewhere = await makeLocation(service, admin)
  tariff = await makeTariff(service, admin)
  space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
  owner = await makeMember(service, admin, 1e9)
  const [other, manager, foreign, boss] = await Promise.all([
    makeMember(service, admin, 1e9),
    makePerson(service, 'manager', [location.id]),
    makePerson(service, 'manager', [elsewhere.id]),
    makePerson(service, 'admin'),
  ])
  for (const person of [manager, foreign, boss])
    await service.request('POST', `users/${person.id}/wallet/entries`, {
      token: admin.token,
      body: { kind: 'adjustment', amount: 1e9 },
    })
  callers = [undefined, owner, other, manager, foreign, boss]
})

type Ask = { method: string; path: string; body?: object }

const ids = () => ({ locationId: location.id, tariffId: tariff.id })
const nextHour = () => {
  hours += 1
  const start = service.clock.now() + (24 + hours) * hourMs
  return { startsAt: toInstant(start), endsAt: toInstant(start + hourMs) }
}
const now = () => {
  const start = service.clock.now()
  return { startsAt: toInstant(start), endsAt: toInstant(start + hourMs) }
}
const ahead = () => makeBooking(service, owner, { spaceId: space.id, ...nextHour() })
const pending = async () => {
  const { id } = await makeSpace(service, admin, { ...ids(), requiresApproval: true })
  return makeBooking(service, owner, { spaceId: id, ...nextHour() })
}
const running = async () => {
  const { id } = await makeSpace(service, admin, ids())
  return makeBooking(service, owner, { spaceId: id, ...now() })
}
const closureBody = { from: '2027-06-01T10:00:00Z', to: '2027-06-01T11:00:00Z' }
const closure = async () => {
  const path = `locations/${location.id}/closures`
  return (await service.request('POST', path, { token: admin.token, body: closureBody })).body as Created
}

const onBooking =
  (method: string, make: () => Promise<Created>, suffix = '', body?: object) =>
  async (): Promise<Ask> => ({
    method,
    path: `bookings/${(await make()).id}${suffix}`,
    ...(body && { body }),
  })

/** What each row tries. The booking is the owner's, and all else is of the one manager's location. */
const asks: Record<string, () => Ask | Promise<Ask>> = {
  'read an active location': () => ({ method: 'GET', path: `locations/${location.id}` }),
  'make a location': () => ({
    method: 'POST',
    path: 'locations',
    body: { name: 'A', timeZone: 'Asia/Omsk' },
  }),
  'change a location': () => ({ method: 'PATCH', path: `locations/${location.id}`, body: { name: 'A' } }),
  'delete a location': async () => ({
    method: 'DELETE',
    path: `locations/${(await makeLocation(service, admin)).id}`,
  }),
  'set opening hours': () => ({
    method: 'PUT',
    path: `locations/${location.id}/opening-hours`,
    body: { weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })) },
  }),
  'close a location': () => ({
    method: 'POST',
    path: `locations/${location.id}/closures`,
    body: closureBody,
  }),
  'delete a closure': async () => ({
    method: 'DELETE',
    path: `locations/${location.id}/closures/${(await closure()).id}`,
  }),
  'make a tariff of a location': () => ({
    method: 'POST',
    path: 'tariffs',
    body: { name: 'A', hourlyRate: 1, locationId: location.id },
  }),
  'make a shared tariff': () => ({ method: 'POST', path: 'tariffs', body: { name: 'A', hourlyRate: 1 } }),
  'change a shared tariff': () => ({ method: 'PATCH', path: `tariffs/${tariff.id}`, body: { name: 'A' } }),
  'make a space': () => ({
    method: 'POST',
    path: 'spaces',
    body: { ...ids(), name: 'A', type: 'desk', capacity: 1 },
  }),
  'change a space': () => ({ method: 'PATCH', path: `spaces/${space.id}`, body: { name: 'A' } }),
  'delete a space': async () => ({
    method: 'DELETE',
    path: `spaces/${(await makeSpace(service, admin, ids())).id}`,
  }),
  'ask a price': () => ({ method: 'POST', path: 'quotes', body: { spaceId: space.id, ...nextHour() } }),
  'book for oneself': () => ({
    method: 'POST',
    path: 'bookings',
    body: { spaceId: space.id, ...nextHour() },
  }),
  'book for the owner': () => ({
    method: 'POST',
    path: 'bookings',
    body: { spaceId: space.id, userId: owner.id, ...nextHour() },
  }),
  'read a booking': onBooking('GET', ahead),
  'rename a booking': onBooking('PATCH', ahead, '', { title: 'A' }),
  'cancel a booking': onBooking('POST', ahead, '/cancel', {}),
  'set the refund of a booking': onBooking('POST', ahead, '/cancel', { refundPercent: 10 }),
  'approve a booking': onBooking('POST', pending, '/approve'),
  'reject a booking': onBooking('POST', pending, '/reject'),
  'mark a no-show': onBooking('POST', running, '/no-show'),
  'check in': onBooking('POST', running, '/check-in'),
  'complete a booking': async () => {
    const booking = await running()
    await takeStep(service, owner, 'check-in', booking.id)
    return { method: 'POST', path: `bookings/${booking.id}/complete` }
  },
  'delete a booking': async () => {
    const booking = await ahead()
    await takeStep(service, owner, 'cancel', booking.id)
    return { method: 'DELETE', path: `bookings/${booking.id}` }
  },
  'read the owner’s wallet': () => ({ method: 'GET', path: `users/${owner.id}/wallet` }),
  'read the owner’s entries': () => ({ method: 'GET', path: `users/${owner.id}/wallet/entries` }),
  'top the owner up': () => ({
    method: 'POST',
    path: `users/${owner.id}/wallet/entries`,
    body: { kind: 'top_up', amount: 1 },
  }),
  'adjust the owner’s wallet': () => ({
    method: 'POST',
    path: `users/${owner.id}/wallet/entries`,
    body: { kind: 'adjustment', amount: 1 },
  }),
  'read oneself': () => ({ method: 'GET', path: 'me' }),
}

//                                 nobody owner other manager elsewhere admin
const table: Record<string, number[]> = {
  'read an active location': /**/ [200, 200, 200, 200, 200, 200],
  'make a location': /*        */ [401, 403, 403, 403, 403, 201],
  'change a location': /*      */ [401, 403, 403, 403, 403, 200],
  'delete a location': /*      */ [401, 403, 403, 403, 403, 204],
  'set opening hours': /*      */ [401, 403, 403, 200, 403, 200],
  'close a location': /*       */ [401, 403, 403, 201, 403, 201],
  'delete a closure': /*       */ [401, 403, 403, 204, 403, 204],
  'make a tariff of a location': [401, 403, 403, 201, 403, 201],
  'make a shared tariff': /*   */ [401, 403, 403, 403, 403, 201],
  'change a shared tariff': /* */ [401, 403, 403, 403, 403, 200],
  'make a space': /*           */ [401, 403, 403, 201, 403, 201],
  'change a space': /*         */ [401, 403, 403, 200, 403, 200],
  'delete a space': /*         */ [401, 403, 403, 204, 403, 204],
  'ask a price': /*            */ [200, 200, 200, 200, 200, 200],
  'book for oneself': /*       */ [401, 201, 201, 201, 201, 201],
  'book for the owner': /*     */ [401, 201, 403, 201, 403, 201],
  'read a booking': /*         */ [401, 200, 404, 200, 404, 200],
  'rename a booking': /*       */ [401, 200, 404, 200, 404, 200],
  'cancel a booking': /*       */ [401, 200, 404, 200, 404, 200],
  'set the refund of a booking': [401, 403, 404, 200, 404, 200],
  'approve a booking': /*      */ [401, 403, 404, 200, 404, 200],
  'reject a booking': /*       */ [401, 403, 404, 200, 404, 200],
  'mark a no-show': /*         */ [401, 403, 404, 200, 404, 200],
  'check in': /*               */ [401, 200, 404, 200, 404, 200],
  'complete a booking': /*     */ [401, 200, 404, 200, 404, 200],
  'delete a booking': /*       */ [401, 403, 404, 403, 404, 204],
  'read the owner’s wallet': /**/ [401, 403, 403, 200, 200, 200],
  'read the owner’s entries': /**/ [401, 403, 403, 200, 200, 200],
  'top the owner up': /*       */ [401, 403, 403, 201, 201, 201],
  'adjust the owner’s wallet': /**/ [401, 403, 403, 403, 403, 201],
  'read oneself': /*           */ [401, 200, 200, 200, 200, 200],
}

describe('nobody, a member, another member, the manager, the manager of elsewhere and an administrator', () => {
  it.each(Object.entries(table))('who %s are answered %j', async (what, statuses) => {
    const answered: number[] = []
    for (const caller of callers) {
      const ask = asks[what]
      if (!ask) throw new Error(`nobody says how to ${what}`)
      const { method, path, body } = await ask()
      const answer = await service.request(method, path, { token: caller?.token, body })
      if (answer.status >= 400) expectAnyProblem(answer)
      answered.push(answer.status)
    }
    expect(answered).toEqual(statuses)
  })
})
