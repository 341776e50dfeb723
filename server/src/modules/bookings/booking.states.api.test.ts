import { describe, expect, it } from 'vitest'
import { at, book, type Created, makeBooking, topUp } from '../../../../testing/factories.ts'
import { useBookingTransitions } from '../../../../testing/fixtures/booking-transitions.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, coworking, manager, member, day, price, setTime, make, makePending, act, read, spent } =
  useBookingTransitions()
const tryToBookItsSpace = (booking: Created, from: string, to: string, person = member) =>
  book(service, person, { spaceId: booking.spaceId, userId: member.id, ...at(day, from, to) })
const invalid = refused(409, 'invalid_transition')

describe('a pending booking', () => {
  it('that a manager approves is confirmed, and nothing is charged again', async () => {
    const booking = await makePending()
    const response = await act(manager, 'approve', booking)
    expect(response).toMatchObject({ status: 200, body: { status: 'confirmed', refunded: 0, version: 2 } })
    expect(await spent()).toBe(price)
    expect((await tryToBookItsSpace(booking, '11:00', '13:00')).status).toBe(409)
  })

  it('that a manager rejects is refunded in full, and its slot is free', async () => {
    const booking = await makePending()
    expect(await act(manager, 'reject', booking)).toMatchObject({
      status: 200,
      body: { status: 'rejected', refunded: price, refundNow: 0, cancelledAt: null },
    })
    expect(await spent()).toBe(0)
    expect((await tryToBookItsSpace(booking, '11:00', '13:00')).status).toBe(201)
  })

  it('may be approved by staff of the location, but not by the manager who booked', async () => {
    await topUp(service, coworking.admin, manager.id, price)
    const { spaceId } = await makePending()
    const ownBooking = await makeBooking(service, manager, { spaceId, ...at('2026-12-03', '10:00', '12:00') })
    expect(await act(manager, 'approve', ownBooking)).toMatchObject({ status: 403 })
    expect(await act(coworking.admin, 'approve', ownBooking)).toMatchObject({
      status: 200,
      body: { status: 'confirmed' },
    })
  })

  it('has expired exactly at its start, unless staff have approved or rejected it before', async () => {
    const [inTime, tooLate] = [await makePending(), await makePending()]
    await setTime('09:59:59.999')
    expect(await act(manager, 'approve', inTime)).toMatchObject({ status: 200 })
    expect(await read(tooLate)).toMatchObject({ status: 'pending' })
    await setTime('10:00:00')
    expect(await read(tooLate)).toMatchObject({ status: 'expired', refundNow: 0 })
    for (const name of ['approve', 'reject', 'cancel'] as const)
      expect(await act(manager, name, tooLate)).toMatchObject(invalid)
  })

  it('that is approved and rejected at once is either approved or rejected', async () => {
    const booking = await makePending()
    const names = ['approve', 'reject', 'reject', 'approve', 'cancel'] as const
    const responses = await Promise.all(names.map((name) => act(manager, name, booking)))
    const { status } = await read(booking)
    // After an approval only a cancellation can still succeed.
    const won = responses.filter((response) => response.status === 200).length
    expect(responses.every((response) => [200, 409].includes(response.status))).toBe(true)
    expect(won).toBeLessThanOrEqual(status === 'cancelled' ? 2 : 1)
    expect(await spent()).toBe(status === 'confirmed' ? price : 0)
  })
})

describe('check-in', () => {
  it('opens a quarter of an hour before the start and closes at the end, for the owner and for staff', async () => {
    const [first, last] = [await make(), await make()]
    await setTime('09:44:59.999')
    expect(await act(member, 'check-in', first)).toMatchObject(invalid)
    await setTime('09:45:00')
    expect(await act(member, 'check-in', first)).toMatchObject({
      status: 200,
      body: { status: 'checked_in', refundNow: 0 },
    })
    expect(await act(member, 'check-in', first)).toMatchObject(invalid)
    await setTime('11:59:59.999')
    expect(await act(manager, 'check-in', last)).toMatchObject({ status: 200 })
    expect(await spent()).toBe(2 * price)
  })

  it('is refused from the end on: the booking has completed by itself', async () => {
    const booking = await make()
    await setTime('12:00:00')
    expect(await act(member, 'check-in', booking)).toMatchObject(invalid)
    expect(await read(booking)).toMatchObject({ status: 'completed' })
  })

  it('ends 15 minutes after the start where the space requires it: then the booking is a no-show', async () => {
    const [inTime, tooLate] = [await make({ requiresCheckIn: true }), await make({ requiresCheckIn: true })]
    await setTime('10:14:59.999')
    expect(await act(member, 'check-in', inTime)).toMatchObject({ status: 200 })
    expect(await read(tooLate)).toMatchObject({ status: 'confirmed' })
    await setTime('10:15:00')
    expect(await read(tooLate)).toMatchObject({ status: 'no_show', refunded: 0, refundNow: 0 })
    for (const name of ['check-in', 'no-show', 'cancel'] as const)
      expect(await act(manager, name, tooLate)).toMatchObject(invalid)
  })
})

describe('no-show', () => {
  it('may be marked by staff from the start on: nothing is refunded, and the slot is free from now on', async () => {
    const booking = await make()
    await setTime('09:59:59.999')
    expect(await act(manager, 'no-show', booking)).toMatchObject(invalid)
    await setTime('10:10:00')
    expect(await act(manager, 'no-show', booking)).toMatchObject({
      status: 200,
      body: { status: 'no_show', refunded: 0, endsAt: booking.endsAt },
    })
    expect(await spent()).toBe(price)
    expect((await tryToBookItsSpace(booking, '10:30', '12:00')).status).toBe(201)
    expect((await tryToBookItsSpace(booking, '10:00', '10:30', manager)).status).toBe(201)
  })

  it('is refused from the end on, and for a checked-in booking', async () => {
    const [absent, checkedIn] = [await make(), await make()]
    await setTime('10:00:00')
    await act(member, 'check-in', checkedIn)
    expect(await act(manager, 'no-show', checkedIn)).toMatchObject(invalid)
    await setTime('12:00:00')
    expect(await act(manager, 'no-show', absent)).toMatchObject(invalid)
  })
})

describe('completing early', () => {
  it('keeps the end and the price, and frees the rest of the slot for others', async () => {
    const booking = await make()
    await setTime('10:05:00')
    await act(member, 'check-in', booking)
    expect((await tryToBookItsSpace(booking, '11:00', '12:00')).status).toBe(409)
    await setTime('10:40:00')
    expect(await act(member, 'complete', booking)).toMatchObject({
      status: 200,
      body: { status: 'completed', endsAt: booking.endsAt, refunded: 0, totalPrice: price },
    })
    expect(await spent()).toBe(price)
    expect((await tryToBookItsSpace(booking, '11:00', '12:00')).status).toBe(201)
    expect((await tryToBookItsSpace(booking, '10:30', '11:00', manager)).status).toBe(201)
  })

  it('is possible for a checked-in booking, by staff too, until its end', async () => {
    const [first, second] = [await make(), await make()]
    await setTime('10:05:00')
    expect(await act(manager, 'complete', first)).toMatchObject(invalid)
    for (const booking of [first, second]) await act(manager, 'check-in', booking)
    expect(await act(manager, 'complete', first)).toMatchObject({ status: 200 })
    expect(await act(manager, 'complete', first)).toMatchObject(invalid)
    await setTime('12:00:00')
    expect(await read(second)).toMatchObject({ status: 'completed' })
    expect(await act(manager, 'complete', second)).toMatchObject(invalid)
  })
})
