import { describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  changeStatus,
  makeBooking,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'
import { runJobs } from '../../jobs.ts'

const { service, coworking, member, space, makeRoom } = useNewSpaces()
const stored = (id: string) =>
  service.deps.db
    .selectFrom('bookings')
    .select(['status', 'version', 'refunded'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const mailsTo = async (email: string) =>
  (await service.mailsTo(email)).map((mail) => mail.subject.split(':')[0])

describe('time', () => {
  it('completes a confirmed booking at its end', async () => {
    const { id } = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    service.clock.set('2026-12-02T07:59:59Z')
    await runJobs(service.deps)
    expect((await stored(id)).status).toBe('confirmed')
    service.clock.set('2026-12-02T08:00:00Z')
    await runJobs(service.deps)
    expect((await stored(id)).status).toBe('completed')
  })

  it('expires a pending booking at its start, refunds it in full, and sends its owner a mail', async () => {
    const before = await balanceOf(service, member)
    const { id: spaceId } = await makeRoom({ requiresApproval: true })
    const booking = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '11:00') })
    await runJobs(service.deps)
    await travelTo(service, '2026-12-02T07:00:00Z', member)
    await runJobs(service.deps)
    expect(await stored(booking.id)).toMatchObject({ status: 'expired', refunded: booking.totalPrice })
    expect(await balanceOf(service, member)).toBe(before)
    expect(await mailsTo(member.email)).toEqual([
      'Booking is awaiting approval',
      'Booking was not approved in time',
    ])
  })

  it('makes a booking a no-show 15 minutes after its start where check-in is required and missing', async () => {
    const { id: spaceId } = await makeRoom({ requiresCheckIn: true })
    const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '11:00') })
    service.clock.set('2026-12-02T07:15:00Z')
    await runJobs(service.deps)
    expect(await stored(id)).toMatchObject({ status: 'no_show', refunded: 0 })
  })

  it('reminds once, an hour before the start, and not of a booking that was made within that hour', async () => {
    const make = (from: string, to: string) =>
      makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', from, to) })
    await make('10:00', '11:00')
    await travelTo(service, '2026-12-02T06:00:00Z', member)
    await runJobs(service.deps)
    await make('09:30', '10:00')
    await runJobs(service.deps)
    expect(await mailsTo(member.email)).toEqual([
      'Booking confirmed',
      'Your booking starts in an hour',
      'Booking confirmed',
    ])
  })

  it('reminds again of a booking that is moved to another day after its reminder', async () => {
    const { id } = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    await travelTo(service, '2026-12-02T06:00:00Z', member)
    await runJobs(service.deps)
    await moveBooking(service, member, id, at('2026-12-03', '10:00', '11:00'))
    await runJobs(service.deps)
    service.clock.set('2026-12-03T06:00:00Z')
    await runJobs(service.deps)
    expect(await mailsTo(member.email)).toEqual([
      'Booking confirmed',
      'Your booking starts in an hour',
      'Booking moved',
      'Your booking starts in an hour',
    ])
  })

  it('reminds of a booking whose title was changed within that hour, but not of one that was moved', async () => {
    const make = (from: string, to: string) =>
      makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', from, to) })
    const titled = await make('10:00', '11:00')
    const moved = await make('12:00', '13:00')
    await runJobs(service.deps)
    await travelTo(service, '2026-12-02T06:10:00Z', member)
    await moveBooking(service, member, titled.id, { title: 'Standup' })
    await moveBooking(service, member, moved.id, at('2026-12-02', '09:30', '10:00'))
    await runJobs(service.deps)
    expect(await mailsTo(member.email)).toEqual([
      'Booking confirmed',
      'Booking confirmed',
      'Booking moved',
      'Your booking starts in 50 minutes',
    ])
  })
})

describe('a deadline takes effect before the sweep', () => {
  it('for a member who books the time that a no-show has freed', async () => {
    const { id: spaceId } = await makeRoom({ requiresCheckIn: true })
    const late = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await travelTo(service, '2026-12-02T07:20:00Z', member)
    const window = '?from=2026-12-02T07:30:00Z&to=2026-12-02T09:00:00Z'
    const availability = await service.request('GET', `spaces/${spaceId}/availability${window}`)
    expect(availability.body).toMatchObject({ busy: [], free: [{ startsAt: '2026-12-02T07:30:00.000Z' }] })
    const next = await book(service, member, { spaceId, ...at('2026-12-02', '10:30', '11:00') })
    expect(next.status).toBe(201)
    expect((await stored(late.id)).status).toBe('no_show')
  })

  it('for a person who reads, filters, approves or cancels', async () => {
    const { id: spaceId } = await makeRoom({ requiresApproval: true })
    const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await travelTo(service, '2026-12-02T07:00:00Z', member, coworking.admin)
    const read = await service.request('GET', `bookings/${id}`, { token: member.token })
    expect(read.body.status).toBe('expired')
    const list = await service.request('GET', `bookings?status=expired&spaceId=${spaceId}`, {
      token: member.token,
    })
    expect(list.body.items).toHaveLength(1)
    expect((await changeStatus(service, coworking.admin, 'approve', id)).body.code).toBe('invalid_transition')
    expect((await changeStatus(service, member, 'cancel', id)).body.code).toBe('invalid_transition')
  })
})
