import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  balanceOf,
  book,
  changeStatus,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'
import * as moneyModel from '../../../../testing/oracles/money-model.ts'

const service = useService()
let admin: Person
let locationId: string

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  locationId = (await makeLocation(service, admin)).id
})

const minute = 60_000
const half = 30 * minute
const toInstant = (ms: number) => new Date(ms).toISOString()

const kind = <K extends string, T>(name: K, fields: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
  fc.record({ do: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<{ do: K } & T>
const who = fc.nat(2)
const room = fc.nat(2)
const byStaff = fc.boolean()
/** The position of a booking, counted from the newest: among all bookings, or among those that are not over. */
const which = fc.record({
  back: fc.oneof(fc.nat(2), fc.nat(20)),
  amongAll: fc.constantFrom(false, false, true),
})
const length = fc.integer({ min: 1, max: 6 })
/** In steps after the running step, which only staff may book. */
const offset = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: -2, max: 90 }))
const percent: fc.Arbitrary<number | null> = fc.option(fc.nat(100))
// The instants at which a state may change, and the milliseconds directly before and after them.
const moment = fc.constantFrom('24 h', '4 h', '1 h', '15 min', 'start', 'late', 'end')
const around = fc.constantFrom(-1, 0, 0, 1)

const action = fc.oneof(
  { weight: 6, arbitrary: kind('book', { who, room, offset, length, byStaff }) },
  { weight: 4, arbitrary: kind('move', { which, room, offset, length, byStaff }) },
  { weight: 2, arbitrary: kind('resize', { which, by: fc.integer({ min: -4, max: 4 }), byStaff }) },
  { weight: 2, arbitrary: kind('cancel', { which, byStaff, percent }) },
  {
    weight: 3,
    arbitrary: kind('change status', { which, action: fc.constantFrom(...moneyModel.modelActions) }),
  },
  { weight: 4, arbitrary: kind('wait', { which, moment, around }) },
  { weight: 2, arbitrary: kind('arrive', { which, moment, around }) },
  { weight: 1, arbitrary: kind('top up', { who, amount: fc.integer({ min: 1, max: 30_000 }) }) },
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never
type MoneyFixture = {
  model: moneyModel.Model
  rooms: moneyModel.ModelRoom[]
  members: Person[]
  /** The id in the service for each booking of the model. */
  ids: Map<moneyModel.ModelBooking, string>
}

/** Three rooms, one with approval and one with check-in, and three members with money for some hours. */
async function makeMoneyFixture(): Promise<MoneyFixture> {
  await travelTo(service, startOfTests, admin)
  const rooms: moneyModel.ModelRoom[] = []
  for (const fields of [
    { hourlyRate: 9_999, bufferAfterMinutes: 0, requiresApproval: false, requiresCheckIn: false },
    { hourlyRate: 7_777, bufferAfterMinutes: 0, requiresApproval: true, requiresCheckIn: false },
    { hourlyRate: 12_345, bufferAfterMinutes: 30, requiresApproval: false, requiresCheckIn: true },
  ]) {
    const { hourlyRate, ...space } = fields
    const tariff = await makeTariff(service, admin, { hourlyRate, cancellation: moneyModel.modelTiers })
    const { id } = await makeSpace(service, admin, { locationId, tariffId: tariff.id, ...space })
    rooms.push({ id, ...fields })
  }
  const members = [
    await makeMember(service, admin, 30_000),
    await makeMember(service, admin, 60_000),
    await makeMember(service, admin, 90_000),
  ]
  const model = { now: Date.parse(startOfTests), balances: [30_000, 60_000, 90_000], bookings: [] }
  return { model, rooms, members, ids: new Map() }
}

type BookResponse = Awaited<ReturnType<typeof book>>
const outcomeOf = ({ status, body }: BookResponse) =>
  status < 300 ? String(status) : `${status} ${body.code}`

/** Runs a command on the service and on the model; both must have equal outcomes. */
async function perform(fixture: MoneyFixture, one: Action): Promise<void> {
  const { model, members, ids } = fixture
  if (one.do === 'wait') return wait(fixture, one)
  if (one.do === 'arrive') {
    await wait(fixture, one)
    return perform(fixture, { do: 'change status', action: 'check-in', which: one.which })
  }
  if (one.do === 'top up') {
    model.balances[one.who] = (model.balances[one.who] ?? 0) + one.amount
    await topUp(service, admin, (members[one.who] as Person).id, one.amount)
    return
  }
  if (one.do === 'book') {
    const person = members[one.who] as Person
    const target = roomAndTimeOf(fixture, one)
    const bookingBody = { ...bodyOf(target), userId: person.id }
    const response = await book(service, one.byStaff ? admin : person, bookingBody)
    const outcome = moneyModel.book(model, one.who, target, one.byStaff)
    expect(outcomeOf(response)).toBe(outcome)
    const created = model.bookings.at(-1)
    if (response.status !== 201 || !created) return
    ids.set(created, response.body.id)
    return expectSame(fixture, created)
  }
  const booking = pick(fixture, one)
  if (!booking) return
  const [response, outcome] = await change(fixture, booking, one)
  expect(outcomeOf(response)).toBe(outcome)
  await expectSame(fixture, booking)
}

type Which = { back: number; amongAll: boolean }

function pick({ model: { bookings, now } }: MoneyFixture, { which }: { which: Which }) {
  const live = bookings.filter((booking) => moneyModel.occupies(booking, now))
  const some = which.amongAll || live.length === 0 ? bookings : live
  return some[some.length - 1 - (which.back % some.length)]
}

function roomAndTimeOf(
  { model, rooms }: MoneyFixture,
  one: { room: number; offset: number; length: number },
): moneyModel.RoomAndTime {
  const start = (Math.floor(model.now / half) + one.offset) * half
  return { room: rooms[one.room] as moneyModel.ModelRoom, start, end: start + one.length * half }
}

const bodyOf = ({ room: { id: spaceId }, start, end }: moneyModel.RoomAndTime) => ({
  spaceId,
  startsAt: toInstant(start),
  endsAt: toInstant(end),
})

async function change(
  fixture: MoneyFixture,
  booking: moneyModel.ModelBooking,
  one: Extract<Action, { do: 'change status' | 'cancel' | 'move' | 'resize' }>,
): Promise<[BookResponse, string]> {
  const { model, members, ids } = fixture
  const id = ids.get(booking) ?? ''
  if (one.do === 'change status')
    return [
      await changeStatus(service, admin, one.action, id),
      moneyModel.applyAction(model, booking, one.action),
    ]
  const person = one.byStaff ? admin : (members[booking.owner] as Person)
  if (one.do === 'cancel') {
    const percent = one.byStaff ? one.percent : null
    const body = percent === null ? {} : { refundPercent: percent }
    return [
      await changeStatus(service, person, 'cancel', id, body),
      moneyModel.cancel(model, booking, one.byStaff, percent),
    ]
  }
  const { room, start, end } = booking
  const target = one.do === 'move' ? roomAndTimeOf(fixture, one) : { room, start, end: end + one.by * half }
  const response = await moveBooking(service, person, id, bodyOf(target))
  return [response, moneyModel.move(model, booking, target, one.byStaff)]
}

async function wait(fixture: MoneyFixture, one: Extract<Action, { moment: string }>): Promise<void> {
  const { model, members } = fixture
  const booking = pick(fixture, one)
  if (!booking) return
  const { start, end } = booking
  const moments = {
    ...{ '24 h': start - 1_440 * minute, '4 h': start - 240 * minute, '1 h': start - 60 * minute },
    ...{ '15 min': start - 15 * minute, start, late: start + 15 * minute, end },
  }
  const then = moments[one.moment] + one.around
  if (then < model.now) return
  model.now = then
  await travelTo(service, toInstant(then), admin, ...members)
}

/** Deleting an expired booking pays its outstanding refund; then nothing is left for a later job to pay. */
async function expireDue({ model, ids }: MoneyFixture): Promise<void> {
  for (const booking of moneyModel.expire(model)) {
    const path = `bookings/${ids.get(booking)}`
    expect((await service.request('DELETE', path, { token: admin.token })).status).toBe(204)
  }
}

async function expectSame(
  { model, members, ids }: MoneyFixture,
  booking: moneyModel.ModelBooking,
): Promise<void> {
  const { body } = await service.request('GET', `bookings/${ids.get(booking)}`, { token: admin.token })
  expect(body).toMatchObject({
    status: moneyModel.statusOf(booking, model.now),
    totalPrice: booking.price,
    refunded: booking.refunded,
    refundNow: moneyModel.refundNowOf(booking, model.now),
  })
  const person = members[booking.owner] as Person
  expect(await balanceOf(service, person)).toBe(model.balances[booking.owner])
}

describe('money', () => {
  it('equals the money of a simple model after any actions of members, staff and time on bookings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 30, maxLength: 50 }), async (actions) => {
        const fixture = await makeMoneyFixture()
        for (const one of actions) {
          await perform(fixture, one)
          // A booking can expire without a step of the clock: a pending booking that starts at this instant has expired at once.
          await expireDue(fixture)
        }
        for (const booking of fixture.model.bookings) await expectSame(fixture, booking)
        for (const [index, member] of fixture.members.entries())
          expect(await balanceOf(service, member)).toBe(fixture.model.balances[index])
        await service.assertBooksAreRight()
      }),
      tries(6, { isSlow: true }),
    )
  })
})
