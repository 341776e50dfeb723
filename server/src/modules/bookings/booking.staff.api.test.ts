import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  book,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, coworking, member } = useCoworking(
  { balance: 500_000, tariff: { hourlyRate: 60_000, stepMinutes: 60, minMinutes: 60 } },
  beforeEach,
)
let manager: Person

beforeEach(async () => {
  manager = await makePerson(service, 'manager', [coworking.location.id])
})

const as = (person: Person, method: string, path: string, body?: object) =>
  service.request(method, path, { token: person.token, ...(body && { body }) })
const setBlocked = (blocked: boolean) => as(coworking.admin, 'PATCH', `users/${member.id}`, { blocked })
const bookingBody = (from = '10:00', to = '11:00') => ({
  spaceId: coworking.space.id,
  ...at('2026-12-02', from, to),
})
const requireApproval = () =>
  as(coworking.admin, 'PATCH', `spaces/${coworking.space.id}`, { requiresApproval: true })

describe('for a blocked account', () => {
  it.each(['manager', 'admin'])('a %s books, moves and tops up nothing', async (role) => {
    const staff = role === 'admin' ? coworking.admin : manager
    const booking = await makeBooking(service, member, bookingBody())
    await setBlocked(true)
    expectProblem(
      await book(service, staff, { ...bookingBody('12:00', '13:00'), userId: member.id }),
      403,
      'forbidden',
    )
    expectProblem(
      await moveBooking(service, staff, booking.id, bookingBody('13:00', '14:00')),
      403,
      'forbidden',
    )
    const topUp = { kind: 'top_up', amount: 100 }
    expectProblem(await as(staff, 'POST', `users/${member.id}/wallet/entries`, topUp), 403, 'forbidden')
    await setBlocked(false)
    expect((await as(staff, 'POST', `users/${member.id}/wallet/entries`, topUp)).status).toBe(201)
  })

  it('the refusal for a blocked owner (403) comes before that for a stale version (412), and that for a space of another location (400) before both', async () => {
    const booking = await makeBooking(service, member, bookingBody())
    const elsewhere = await makeCoworking(service)
    await changeStatus(service, member, 'cancel', booking.id)
    await setBlocked(true)
    const stale = { 'if-match': '"0"' }
    const move = (body: object) => moveBooking(service, manager, booking.id, body, stale)
    expectProblem(await move(bookingBody('13:00', '14:00')), 403, 'forbidden')
    const pay = () =>
      service.request('POST', `bookings/${booking.id}/pay`, {
        token: manager.token,
        body: {},
        headers: stale,
      })
    expectProblem(await pay(), 403, 'forbidden')
    const quote = { ...bookingBody('13:00', '14:00'), movingBookingId: booking.id }
    expectProblem(await as(manager, 'POST', 'quotes', quote), 403, 'forbidden')
    expectProblem(await move({ spaceId: elsewhere.space.id }), 400, 'validation_failed')
    await setBlocked(false)
    expectProblem(await move(bookingBody('13:00', '14:00')), 412, 'precondition_failed')
    expectProblem(await pay(), 412, 'precondition_failed')
    expectProblem(
      await moveBooking(service, manager, booking.id, bookingBody('13:00', '14:00')),
      409,
      'invalid_transition',
    )
  })

  it('existing bookings can be ended and refunded, and the balance paid out', async () => {
    const { id } = await makeBooking(service, member, bookingBody())
    await setBlocked(true)
    expect((await moveBooking(service, manager, id, { title: 'Empty' })).status).toBe(200)
    expect((await changeStatus(service, manager, 'cancel', id)).body.refund).toBe(60_000)
    const payout = { kind: 'payout', amount: -500_000 }
    const paid = await as(manager, 'POST', `users/${member.id}/wallet/entries`, payout)
    expect(paid).toMatchObject({ status: 201, body: { kind: 'payout', balanceAfter: 0 } })
  })
})

describe('on the manager’s own booking', () => {
  beforeEach(async () => {
    await requireApproval()
    await as(coworking.admin, 'POST', `users/${manager.id}/wallet/entries`, {
      kind: 'top_up',
      amount: 500_000,
    })
  })

  it.each(['approve', 'reject'] as const)(
    'a manager may not decide: %s needs another manager or an administrator',
    async (action) => {
      const { id, status } = await makeBooking(service, manager, bookingBody())
      expect(status).toBe('pending')
      expectProblem(await changeStatus(service, manager, action, id), 403, 'forbidden')
      const colleague = await makePerson(service, 'manager', [coworking.location.id])
      expect((await changeStatus(service, colleague, action, id)).status).toBe(200)
    },
  )

  it('a manager may neither set the refund nor mark a no-show', async () => {
    const { id } = await makeBooking(service, manager, bookingBody())
    await changeStatus(service, coworking.admin, 'approve', id)
    expectProblem(
      await changeStatus(service, manager, 'cancel', id, { refundPercent: 100 }),
      403,
      'forbidden',
    )
    expectProblem(await changeStatus(service, manager, 'no-show', id), 403, 'forbidden')
  })

  it('a manager cannot avoid the approval by booking the running step', async () => {
    await travelTo(service, '2026-12-02T07:05:00Z', manager)
    expectProblem(await book(service, manager, bookingBody()), 422, 'starts_in_past')
    service.clock.set('2026-12-01T06:00:00.000Z')
  })

  it('a quote of the running step is refused like the booking: refused for the manager, priced for a member', async () => {
    await travelTo(service, '2026-12-02T07:05:00Z', manager)
    const quote = (person: Person, userId?: string) =>
      as(person, 'POST', 'quotes', { ...bookingBody(), ...(userId && { userId }) })
    expectProblem(await quote(manager), 422, 'starts_in_past')
    expectProblem(await quote(manager, manager.id), 422, 'starts_in_past')
    expect((await quote(manager, member.id)).body.total).toBe(60_000)
    expect((await book(service, manager, { ...bookingBody(), userId: member.id })).status).toBe(201)
    service.clock.set('2026-12-01T06:00:00.000Z')
  })

  it("an administrator decides on the administrator's own booking, because there may be no other staff", async () => {
    await as(coworking.admin, 'POST', `users/${coworking.admin.id}/wallet/entries`, {
      kind: 'top_up',
      amount: 500_000,
    })
    const { id } = await makeBooking(service, coworking.admin, bookingBody())
    expect((await changeStatus(service, coworking.admin, 'approve', id)).body.status).toBe('confirmed')
  })
})

describe('a quote for another user', () => {
  const quote = (person: Person | null, userId: string) =>
    service.request('POST', 'quotes', {
      ...(person && { token: person.token }),
      body: { ...bookingBody(), userId },
    })

  it('is possible for staff of the location, and refused for the reasons of the booking', async () => {
    const other = await makePerson(service)
    const managerOfNone = await makePerson(service, 'manager')
    const otherManager = await makePerson(service, 'manager', [(await makeCoworking(service)).location.id])
    expectProblem(await quote(null, member.id), 401, 'unauthenticated')
    expectProblem(await quote(other, member.id), 403, 'forbidden')
    expectProblem(await quote(otherManager, member.id), 403, 'forbidden')
    expectProblem(await quote(managerOfNone, member.id), 404, 'not_found')
    expect((await quote(member, member.id)).body.total).toBe(60_000)
    expect((await quote(manager, member.id)).body.total).toBe(60_000)
    await setBlocked(true)
    expectProblem(await quote(manager, member.id), 403, 'forbidden')
  })
})

describe('a manager who runs no location', () => {
  it('has no members: cannot list or read them, top them up or book for them', async () => {
    const managerOfNone = await makePerson(service, 'manager')
    expect((await as(managerOfNone, 'GET', 'users?withTotal=true')).body).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
    })
    expectProblem(await as(managerOfNone, 'GET', `users/${member.id}`), 404, 'not_found')
    expectProblem(await as(managerOfNone, 'GET', `users/${member.id}/wallet`), 404, 'not_found')
    expectProblem(await as(managerOfNone, 'GET', `users/${member.id}/wallet/entries`), 404, 'not_found')
    const topUp = { kind: 'top_up', amount: 100 }
    expectProblem(
      await as(managerOfNone, 'POST', `users/${member.id}/wallet/entries`, topUp),
      404,
      'not_found',
    )
    expectProblem(
      await book(service, managerOfNone, { ...bookingBody(), userId: member.id }),
      404,
      'not_found',
    )
    expect((await as(managerOfNone, 'GET', `users/${managerOfNone.id}`)).status).toBe(200)
  })

  it('has members once a location is assigned', async () => {
    const managerOfNone = await makePerson(service, 'manager')
    await service.deps.db
      .insertInto('locationManagers')
      .values({ userId: managerOfNone.id, locationId: coworking.location.id })
      .execute()
    expect((await as(managerOfNone, 'GET', `users/${member.id}`)).status).toBe(200)
  })
})

describe('a quote of a move', () => {
  it('is 401 for a caller who is not signed in, as is a quote for a user, whether or not the booking and the space exist', async () => {
    const { id } = await makeBooking(service, member, bookingBody())
    const quote = (fields: object) =>
      service.request('POST', 'quotes', { body: { ...bookingBody('13:00', '15:00'), ...fields } })
    for (const named of [{ movingBookingId: id }, { userId: member.id }])
      for (const space of [{}, { spaceId: randomUUID() }])
        expectProblem(await quote({ ...named, ...space }), 401, 'unauthenticated')
    expectProblem(await quote({ movingBookingId: randomUUID() }), 401, 'unauthenticated')
  })

  it('is for the owner of the booking, and is refused where the actor has no right over another user whom it names', async () => {
    const booking = await makeBooking(service, member, bookingBody())
    const other = await makeMember(service, coworking.admin)
    const quoteFor = (person: Person, userId?: string) =>
      as(person, 'POST', 'quotes', {
        ...bookingBody('13:00', '15:00'),
        movingBookingId: booking.id,
        ...(userId && { userId }),
      })
    const own = await quoteFor(member)
    expect(own.body).toMatchObject({ total: 120_000, move: { charge: 60_000, refund: 0 } })
    expect((await quoteFor(member, member.id)).body).toEqual(own.body)
    expect((await quoteFor(manager, other.id)).body).toMatchObject({ move: own.body.move })
    expectProblem(await quoteFor(member, other.id), 403, 'forbidden')
    expectProblem(await quoteFor(manager, coworking.admin.id), 404, 'not_found')
  })
})
