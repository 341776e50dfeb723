import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  makeBooking,
  makeMember,
  type Person,
  topUp,
} from '../../../../testing/factories.ts'
import { useBookingTransitions } from '../../../../testing/fixtures/booking-transitions.ts'
import { refused } from '../../../../testing/refusals.ts'

// Which actions are refused, for which actor, and which bookings may be deleted. booking.states.api.test.ts checks the effect of each action.

const {
  service,
  coworking,
  manager,
  managerOfNone,
  member,
  price,
  setTime,
  make,
  makePending,
  act,
  read,
  spent,
} = useBookingTransitions()
const invalid = refused(409, 'invalid_transition')

describe('an action that the status does not allow', () => {
  const actions = ['approve', 'reject', 'no-show', 'check-in', 'complete', 'cancel'] as const

  async function makeOneOfEach(): Promise<Record<string, Created>> {
    const [pending, rejected] = [await makePending(), await makePending()]
    const [confirmed, cancelled, checkedIn, completed] = [
      await make(),
      await make(),
      await make(),
      await make(),
    ]
    await act(manager, 'reject', rejected)
    await act(member, 'cancel', cancelled)
    await setTime('09:50:00')
    await act(member, 'check-in', checkedIn)
    await act(member, 'check-in', completed)
    await act(member, 'complete', completed)
    return { pending, rejected, confirmed, cancelled, checkedIn, completed }
  }

  it.each([
    ['before the start', '09:50:00', ['approve', 'reject', 'cancel'], ['check-in', 'cancel']],
    ['after the start', '10:10:00', [], ['no-show', 'check-in', 'cancel']],
  ] as [string, string, string[], string[]][])(
    'is 409, %s',
    async (_, time, allowedForPending, allowedForConfirmed) => {
      const bookings = await makeOneOfEach()
      const allowed: Record<string, string[]> = {
        pending: allowedForPending,
        confirmed: allowedForConfirmed,
        checkedIn: ['complete'],
      }
      await setTime(time)
      for (const [state, booking] of Object.entries(bookings)) {
        const before = await read(booking)
        for (const name of actions.filter((action) => !allowed[state]?.includes(action)))
          expect(await act(manager, name, booking), `${name} of ${state}`).toMatchObject(invalid)
        expect(await read(booking)).toEqual(before)
      }
    },
  )
})

describe('the rights to change the status', () => {
  it('approve, reject and no-show are 403 for the owner, and 404 for a user who may not see the booking', async () => {
    const booking = await makePending()
    const other = await makeMember(service, coworking.admin, 0)
    for (const name of ['approve', 'reject', 'no-show'] as const) {
      expect(await act(member, name, booking)).toMatchObject(refused(403, 'forbidden'))
      for (const person of [other, managerOfNone])
        expect(await act(person, name, booking)).toMatchObject(refused(404, 'not_found'))
      for (const person of [member, manager, coworking.admin])
        expect(await act(person, name, { id: randomUUID() })).toMatchObject(refused(404, 'not_found'))
    }
  })

  it('check-in and complete are 404 for everybody but the owner and the staff of the location', async () => {
    const booking = await make()
    await setTime('10:00:00')
    const other = await makeMember(service, coworking.admin, 0)
    for (const person of [other, managerOfNone])
      for (const name of ['check-in', 'complete'] as const)
        expect(await act(person, name, booking)).toMatchObject(refused(404, 'not_found'))
  })

  it("a manager has no staff rights over the manager's own booking in a location of another manager", async () => {
    await topUp(service, coworking.admin, managerOfNone.id, price)
    const { spaceId } = await makePending()
    const times = at('2026-12-03', '10:00', '12:00')
    const ownBooking = await makeBooking(service, managerOfNone, { spaceId, ...times })
    expect(await act(managerOfNone, 'approve', ownBooking)).toMatchObject(refused(403, 'forbidden'))
  })
})

describe('DELETE', () => {
  const remove = (person: Person, { id }: { id: string }) =>
    service.request('DELETE', `bookings/${id}`, { token: person.token })

  it('removes a booking that is over from lists and reads; its wallet entries stay', async () => {
    const booking = await make()
    await act(member, 'cancel', booking)
    expect(await remove(coworking.admin, booking)).toMatchObject({ status: 204, text: '' })
    const path = `bookings/${booking.id}`
    for (const person of [member, manager, coworking.admin]) {
      const { token } = person
      expect(await service.request('GET', path, { token })).toMatchObject(refused(404, 'not_found'))
      const list = await service.request('GET', `bookings?spaceId=${booking.spaceId}&withTotal=true`, {
        token,
      })
      expect(list.body).toEqual({ items: [], nextCursor: null, total: 0 })
      expect(await act(person, 'cancel', booking)).toMatchObject(refused(404, 'not_found'))
    }
    expect(await remove(coworking.admin, booking)).toMatchObject(refused(404, 'not_found'))
    const entries = await service.request('GET', 'me/wallet/entries?limit=2', { token: member.token })
    expect(entries.body.items).toMatchObject([
      { kind: 'refund', amount: price, bookingId: booking.id },
      { kind: 'charge', amount: -price, bookingId: booking.id },
    ])
  })

  it('is refused while the booking is not over', async () => {
    const [pending, confirmed, checkedIn] = [await makePending(), await make(), await make()]
    await setTime('09:50:00')
    await act(member, 'check-in', checkedIn)
    for (const booking of [pending, confirmed, checkedIn])
      expect(await remove(coworking.admin, booking)).toMatchObject(invalid)
  })

  it('deletes a booking that time has ended, after writing its end: an expired booking is refunded', async () => {
    const [pending, confirmed, late] = [
      await makePending(),
      await make(),
      await make({ requiresCheckIn: true }),
    ]
    await setTime('12:00:00')
    for (const booking of [pending, confirmed, late])
      expect(await remove(coworking.admin, booking)).toMatchObject({ status: 204 })
    expect(await spent()).toBe(2 * price)
  })

  it('is for administrators: 403 for others who may see the booking, 404 for those who may not', async () => {
    const booking = await make()
    await act(member, 'cancel', booking)
    for (const person of [member, manager])
      expect(await remove(person, booking)).toMatchObject(refused(403, 'forbidden'))
    expect(await remove(managerOfNone, booking)).toMatchObject(refused(404, 'not_found'))
    expect(await remove(member, { id: randomUUID() })).toMatchObject(refused(404, 'not_found'))
  })
})
