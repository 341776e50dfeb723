import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  moveBooking,
  type Person,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { markForCancellation } from '../../../../testing/fixtures/closures.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'

// A deadline takes effect at its exact instant, whether or not a job has written the new status of the booking.

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let first: Person
let second: Person

const day = '2026-12-02'

beforeAll(async () => {
  coworking = await makeCoworking(service)
  first = await makeMember(service, coworking.admin, 120_000)
  second = await makeMember(service, coworking.admin)
})

const travel = (instant: string) => travelTo(service, instant, first, second, coworking.admin)
const read = async ({ id }: Created) =>
  (await service.request('GET', `bookings/${id}`, { token: coworking.admin.token })).body

describe('the slot', () => {
  it.each([
    ['of a request that nobody approved', { requiresApproval: true }, '10:00', 'expired', 120_000],
    ['of a member who did not come', { requiresCheckIn: true }, '10:15', 'no_show', 0],
    [
      'of a booking that is over, though its buffer is not,',
      { bufferAfterMinutes: 60 },
      '12:00',
      'completed',
      0,
    ],
  ])('%s is free for the next booking', async (_, fields, time, status, refunded) => {
    await travel(startOfTests)
    const { id: spaceId } = await coworking.makeRoom(fields)
    const { id: otherId } = await coworking.makeRoom()
    const missing = 120_000 - (await balanceOf(service, first))
    if (missing > 0) await topUp(service, coworking.admin, first.id, missing)
    const dueBooking = await makeBooking(service, first, { spaceId, ...at(day, '10:00', '12:00') })
    const moving = await makeBooking(service, second, { spaceId: otherId, ...at(day, '20:00', '21:00') })
    await travel(new Date(Date.parse(`${day}T${time}:00+03:00`) - 1).toISOString())
    const next = time === '12:00' ? at(day, '12:00', '13:00') : at(day, '10:30', '11:30')
    const later = time === '12:00' ? at(day, '12:30', '13:30') : at(day, '11:00', '12:00')
    const taken = { status: 409, body: { code: 'booking_conflict' } }
    expect(await moveBooking(service, second, moving.id, { spaceId, ...later })).toMatchObject(taken)

    await travel(`${day}T${time}:00+03:00`)
    expect((await moveBooking(service, second, moving.id, { spaceId, ...later })).status).toBe(200)
    expect(await read(dueBooking)).toMatchObject({ status, refunded })
    expect(await balanceOf(service, first)).toBe(refunded)
    expect((await moveBooking(service, second, moving.id, at(day, '20:00', '21:00'))).status).toBe(200)
    await makeBooking(service, second, { spaceId, ...next })
  })
})

it('the slot of a due booking that a closure is about to cancel is taken until the cancellation, in conflicts, alternatives and the availability; its space is not deleted', async () => {
  await travel(startOfTests)
  const { id: spaceId } = await coworking.makeRoom({ type: 'phone_booth', requiresCheckIn: true })
  const due = await makeBooking(service, second, { spaceId, ...at(day, '10:00', '12:00') })
  await markForCancellation(service, due.id)
  await travel(`${day}T10:15:00+03:00`)
  const { status, body } = await book(service, second, { spaceId, ...at(day, '11:00', '12:00') })
  expect(status).toBe(409)
  const { startsAt, endsAt } = due
  expect(body).toMatchObject({ code: 'booking_conflict', taken: [{ startsAt, endsAt }] })
  expect(body.alternatives.map(({ startsAt }: Created) => startsAt)).toEqual(
    ['12:00', '12:30', '13:00', '13:30', '14:00'].map((time) =>
      new Date(at(day, time, time).startsAt).toISOString(),
    ),
  )
  const window = `from=${startsAt}&to=${endsAt}`
  const availability = await service.request('GET', `spaces/${spaceId}/availability?${window}`)
  expect(availability.body).toMatchObject({ busy: [{ startsAt, endsAt }], free: [] })
  const deleted = await service.request('DELETE', `spaces/${spaceId}`, { token: coworking.admin.token })
  expect(deleted).toMatchObject({ status: 409, body: { code: 'in_use' } })
})
