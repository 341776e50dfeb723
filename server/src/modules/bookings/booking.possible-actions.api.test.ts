import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makePerson,
  makeSpace,
  moveBooking,
  type Person,
} from '../../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../../testing/harness.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import type { BookingStatus } from './booking.schema.ts'

// Compares `actions` with the calls: each action is listed exactly when its call is not refused. The test writes the rows without
// the service, so the ledger of this database cannot be checked; every booking is free of charge.
let service: TestService
let spareSpaceId: string
let bookings: Record<string, Created>
let users: Record<string, Person>

const minute = 60_000
const lengthMs = 60 * minute
const statuses: BookingStatus[] = [
  'awaiting_payment',
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'no_show',
]
/** The owner of the booking, and the actor. */
const pairs = [
  ['member', 'member'],
  ['member', 'manager'],
  ['member', 'admin'],
  ['blocked', 'manager'],
  ['blocked', 'admin'],
  ['manager', 'manager'],
  ['manager', 'colleague'],
  ['admin', 'admin'],
  ['admin', 'manager'],
] as const

const situation = fc.record({
  pair: fc.constantFrom(...pairs),
  status: fc.constantFrom(...statuses),
  /** The time until the booking's start. */
  minutes: fc.constantFrom(60, 20, 15, 10, 0, -10, -15, -20, -55, -60, -90),
  requiresCheckIn: fc.boolean(),
  awaitsCancellation: fc.boolean(),
})
type Situation = typeof situation extends fc.Arbitrary<infer S> ? S : never

beforeAll(async () => {
  service = await startTestService()
  const costless = { hourlyRate: 0, stepMinutes: 5, maxMinutes: 1_440 }
  const { admin, location, tariff, space } = await makeCoworking(service, { tariff: costless })
  const ids = { locationId: location.id, tariffId: tariff.id }
  spareSpaceId = (await makeSpace(service, admin, ids)).id
  const manager = await makePerson(service, 'manager', [location.id])
  const colleague = await makePerson(service, 'manager', [location.id])
  const blocked = await makePerson(service)
  users = { member: await makePerson(service), blocked, manager, colleague, admin }
  const make = async (owner: Person | undefined, hour: number, spaceId: string) => {
    const [startsAt, endsAt] = [instantIn(hour * 60), instantIn(hour * 60 + 60)]
    return makeBooking(service, owner as Person, { spaceId, startsAt, endsAt })
  }
  bookings = {
    member: await make(users.member, 24, space.id),
    manager: await make(manager, 24, (await makeSpace(service, admin, ids)).id),
    blocked: await make(blocked, 24, (await makeSpace(service, admin, ids)).id),
    admin: await make(admin, 24, (await makeSpace(service, admin, ids)).id),
  }
  await service.request('PATCH', `users/${blocked.id}`, { token: admin.token, body: { blocked: true } })
})
afterAll(() => service.stop())

const instantIn = (minutes: number) => new Date(service.clock.now() + minutes * minute).toISOString()

async function bringIntoSituation({ pair: [owner], minutes, ...state }: Situation): Promise<Created> {
  const booking = bookings[owner] as Created
  const startsAt = instantIn(minutes)
  const endsAt = new Date(Date.parse(startsAt) + lengthMs).toISOString()
  const holdUntil = state.status === 'awaiting_payment' ? startsAt : null
  await withoutInvalidation(service.deps.db)
    .updateTable('bookings')
    .set({
      ...state,
      spaceId: booking.spaceId,
      startsAt,
      endsAt,
      cancelledAt: null,
      cancelReason: null,
      holdUntil,
    })
    .where('id', '=', booking.id)
    .execute()
  return { ...booking, startsAt, endsAt, status: state.status }
}

type Call = (person: Person, booking: Created) => Promise<{ status: number; body: { code?: string } }>
const move: Call = (person, { id, startsAt, endsAt, status }) => {
  const tomorrow = { startsAt: instantIn(24 * 60), endsAt: instantIn(25 * 60) }
  // A checked-in booking can be moved to another space, and not to tomorrow.
  const target = status === 'checked_in' ? { startsAt, endsAt } : tomorrow
  return moveBooking(service, person, id, { spaceId: spareSpaceId, ...target })
}
const calls: Record<string, Call> = {
  move,
  extend: (person, { id, endsAt }) =>
    moveBooking(service, person, id, {
      endsAt: new Date(Math.max(Date.parse(endsAt), service.clock.now()) + 5 * minute).toISOString(),
    }),
  cancel: (person, { id }) => changeStatus(service, person, 'cancel', id),
  pay: (person, { id }) => service.request('POST', `bookings/${id}/pay`, { token: person.token, body: {} }),
  approve: (person, { id }) => changeStatus(service, person, 'approve', id),
  reject: (person, { id }) => changeStatus(service, person, 'reject', id),
  check_in: (person, { id }) => changeStatus(service, person, 'check-in', id),
  complete: (person, { id }) => changeStatus(service, person, 'complete', id),
  no_show: (person, { id }) => changeStatus(service, person, 'no-show', id),
}

it('An action is listed exactly when its call succeeds; the call of any other action is refused for the status or a missing right', async () => {
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const person = users[given.pair[1]] as Person
      const { id } = await bringIntoSituation(given)
      const { actions } = (await service.request('GET', `bookings/${id}`, { token: person.token })).body
      for (const [action, call] of Object.entries(calls)) {
        const { status, body } = await call(person, await bringIntoSituation(given))
        // Before the start a later end is a move like any other.
        const isListed = actions.includes(action) || (action === 'extend' && actions.includes('move'))
        if (isListed) expect(status, `${action}: ${JSON.stringify(body)}`).toBe(200)
        else expect(body.code, action).toMatch(/^(invalid_transition|forbidden)$/)
      }
    }),
    tries(60, { isSlow: true }),
  )
})

it('Each response with one booking lists the actions of the person who asks; a list of bookings does not', async () => {
  const given: Situation = {
    pair: ['member', 'manager'],
    status: 'confirmed',
    minutes: 10,
    requiresCheckIn: false,
    awaitsCancellation: false,
  }
  const { id } = await bringIntoSituation(given)
  const { member, manager } = users as { member: Person; manager: Person }
  const retitled = await moveBooking(service, member, id, { title: 'Talk' })
  expect(retitled.body.actions).toEqual(['move', 'cancel', 'check_in'])
  expect((await changeStatus(service, manager, 'check-in', id)).body.actions).toEqual(['move', 'complete'])
  await bringIntoSituation({ ...given, status: 'pending' })
  const { body } = await service.request('GET', `bookings/${id}`, { token: manager.token })
  expect(body.actions).toEqual(['move', 'cancel', 'approve', 'reject'])
  const list = await service.request('GET', `bookings?userId=${member.id}`, { token: member.token })
  expect(list.body.items[0]).not.toHaveProperty('actions')
  expect((await changeStatus(service, member, 'cancel', id)).body).toMatchObject({ booking: { actions: [] } })
})
