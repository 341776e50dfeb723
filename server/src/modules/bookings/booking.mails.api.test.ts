import { describe, expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeMember,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { readCalendar } from '../../../../testing/mails/calendars.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { runJobs } from '../../jobs.ts'
import type { Message } from '../mails/mail.message.ts'
import { sweepReminders } from './booking.jobs.ts'

// The mails about a booking that arrive in a mailbox, and when they arrive.

const { service, coworking, member, space, makeRoom } = useNewSpaces({
  MAIL_FROM: 'Loft <office@example.com>',
})

const book = (from = '10:00', to = '11:00', spaceId = space.id) =>
  makeBooking(service, member, { spaceId, ...at('2026-12-05', from, to) })
const cancel = (id: string, by = member, body: object = {}) => changeStatus(service, by, 'cancel', id, body)
const verifyEmail = (person: Person) =>
  withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ emailVerifiedAt: startOfTests })
    .where('id', '=', person.id)
    .execute()
const sent = () => service.mailsTo(member.email)
const titles = async () => (await sent()).map(({ subject }) => subject.split(':')[0])
const entryOf = ({ calendarFile }: Message) => (calendarFile ? readCalendar(calendarFile.write()) : null)
const entries = async () =>
  (await sent()).map((mail) => {
    const entry = entryOf(mail)
    return entry && [entry.method, entry.status, entry.sequence]
  })

describe('a mail about a booking', () => {
  it('shows the amount paid so far, with the tax of its location', async () => {
    const { id, totalPrice } = await book('10:00', '12:00')
    const patch = (taxRate: number | null) =>
      service.request('PATCH', `locations/${coworking.location.id}`, {
        token: coworking.admin.token,
        body: { taxRate },
      })
    await patch(2_000)
    const [first] = await sent()
    await patch(null)
    await moveBooking(service, member, id, at('2026-12-05', '10:00', '11:00'))
    const paidIn = (mail?: Message) => {
      const [, amount = ''] = /Paid from your balance: ₽([\d,.]+)/.exec(mail?.text ?? '') ?? []
      return Math.round(Number(amount.replaceAll(',', '')) * 100)
    }
    expect(paidIn(first)).toBe(totalPrice)
    expect(first?.text).toMatch(/Including tax 20%: ₽/)
    const last = (await sent()).at(-1)
    expect(paidIn(last)).toBe((totalPrice as number) / 2)
    expect(last?.text).not.toContain('tax')
  })

  it('is not sent as a confirmation where the booking was cancelled before; the mail of the cancellation then has no calendar file', async () => {
    const { id } = await book()
    await cancel(id)
    expect(await titles()).toEqual(['Booking cancelled'])
    expect(await entries()).toEqual([null])
  })

  it('reports several moves together, with the sum of their refunds', async () => {
    const { id } = await book('10:00', '13:00')
    await sent()
    await moveBooking(service, member, id, at('2026-12-05', '10:00', '12:00'))
    await moveBooking(service, member, id, at('2026-12-05', '11:00', '12:00'))
    const [, last, ...more] = await sent()
    expect(more).toEqual([])
    expect(last?.subject).toMatch(/^Booking moved/)
    expect(last?.text).toContain('₽1,200')
    expect(last && entryOf(last)).toMatchObject({ startsAt: '2026-12-05T08:00:00.000Z', sequence: 3 })
  })

  it('is not sent as a reminder where the booking was cancelled or has begun', async () => {
    const remind = async (id: string) => {
      await sent()
      const { db } = service.deps
      await db.deleteFrom('outgoingMails').where('subjectId', '=', id).execute()
      await travelTo(service, '2026-12-05T06:30:00Z', member)
      // The reminder is queued, and not sent yet.
      await sweepReminders(service.deps)
    }
    const cancelled = await book()
    await remind(cancelled.id)
    await cancel(cancelled.id)
    await sent()
    await travelTo(service, startOfTests, member)
    const begun = await book('10:00', '11:00')
    await remind(begun.id)
    await travelTo(service, '2026-12-05T07:00:00Z', member)
    expect(await titles()).toEqual(['Booking confirmed', 'Booking cancelled', 'Booking confirmed'])
  })

  it('is sent as a reminder although a mail about the booking was queued before the clock was set back', async () => {
    await travelTo(service, '2026-12-05T06:30:00Z', member)
    await book()
    await sent()
    await travelTo(service, '2026-12-05T06:00:00Z', member)
    await sweepReminders(service.deps)
    expect(await titles()).toEqual(['Booking confirmed', 'Your booking starts in an hour'])
  })

  it('is not sent where it confirms a booking that is over', async () => {
    await book()
    await travelTo(service, '2026-12-05T09:00:00Z', member)
    await runJobs(service.deps)
    expect(await titles()).toEqual([])
  })
})

describe('the calendar entry of a booking', () => {
  it('is an invitation from the sender that needs no reply, and is cancelled with the booking', async () => {
    const { id } = await book()
    await sent()
    await cancel(id)
    const [confirmed, cancelled] = (await sent()).map(entryOf)
    const same = {
      uid: `${id}@coworking-manager`,
      organizer: 'mailto:office@example.com',
      attendee: `MAILTO:${member.email}`,
      startsAt: '2026-12-05T07:00:00.000Z',
      endsAt: '2026-12-05T08:00:00.000Z',
    }
    expect(confirmed).toEqual({ ...same, method: 'REQUEST', status: 'CONFIRMED', sequence: 1 })
    expect(cancelled).toEqual({ ...same, method: 'CANCEL', status: 'CANCELLED', sequence: 2 })
  })

  it('is sent with the approval, and is cancelled once when the booking waits for approval again', async () => {
    const { id: hallId } = await makeRoom({ requiresApproval: true })
    const { id } = await book('10:00', '11:00', hallId)
    await sent()
    await changeStatus(service, coworking.admin, 'approve', id)
    await sent()
    await moveBooking(service, member, id, at('2026-12-05', '12:00', '13:00'))
    await sent()
    await changeStatus(service, coworking.admin, 'reject', id)
    expect(await entries()).toEqual([null, ['REQUEST', 'CONFIRMED', 2], ['CANCEL', 'CANCELLED', 3], null])
    expect((await titles()).at(-1)).toBe('Booking rejected')
  })

  it('is cancelled by a rejection that replaces the mail of the move', async () => {
    const { id: hallId } = await makeRoom({ requiresApproval: true })
    const { id } = await book('10:00', '11:00', hallId)
    await changeStatus(service, coworking.admin, 'approve', id)
    await sent()
    await moveBooking(service, member, id, at('2026-12-05', '12:00', '13:00'))
    await changeStatus(service, coworking.admin, 'reject', id)
    expect(await entries()).toEqual([
      ['REQUEST', 'CONFIRMED', 2],
      ['CANCEL', 'CANCELLED', 4],
    ])
  })
})

describe('the reason of a cancellation', () => {
  const reason = 'The pipes\nare leaking'
  const lastText = async () => (await sent()).at(-1)?.text ?? ''

  it.each([
    ['staff', () => book().then(({ id }) => cancel(id, coworking.admin, { reason }))],
    [
      'a rejection',
      async () => {
        const hall = await makeRoom({ requiresApproval: true })
        const { id } = await book('10:00', '11:00', hall.id)
        return changeStatus(service, coworking.admin, 'reject', id, { reason })
      },
    ],
    [
      'a closure',
      async () => {
        await book()
        const times = { from: '2026-12-05T00:00:00Z', to: '2026-12-06T00:00:00Z' }
        const body = { ...times, spaceId: space.id, reason }
        const path = `locations/${coworking.location.id}/closures?cancelBookings=true`
        return service.request('POST', path, { token: coworking.admin.token, body })
      },
    ],
  ])(
    'by %s is in the mail to a verified address, in one line, and in no mail to another address',
    async (_, end) => {
      await end()
      expect(await lastText()).not.toContain('pipes')
      Object.assign(member, await makeMember(service, coworking.admin))
      Object.assign(space, await makeRoom())
      await verifyEmail(member)
      await end()
      expect(await lastText()).toContain('Reason: The pipes are leaking\n')
    },
  )

  it('by the member is not in the mail to the member', async () => {
    await verifyEmail(member)
    const { id } = await book()
    await cancel(id, member, { reason })
    expect(await lastText()).not.toContain('Reason')
  })
})

describe('events', () => {
  it('record each version of a booking once, with ids, states, times and amounts', async () => {
    const secret = 'My secret title'
    const { id } = await makeBooking(service, member, {
      spaceId: space.id,
      title: secret,
      ...at('2026-12-05', '10:00', '12:00'),
    })
    await moveBooking(service, member, id, { title: 'Another secret' })
    await moveBooking(service, member, id, at('2026-12-05', '10:00', '11:00'))
    await cancel(id, coworking.admin, { reason: secret, refundPercent: 0 })
    await service.request('DELETE', `bookings/${id}`, { token: coworking.admin.token })
    const events = await service.deps.db
      .selectFrom('events')
      .selectAll()
      .where('subjectId', '=', id)
      .orderBy('subjectVersion')
      .execute()
    expect(events.map(({ type, subjectVersion, actorId }) => [type, subjectVersion, actorId])).toEqual([
      ['booking.created', 1, member.id],
      ['booking.updated', 2, member.id],
      ['booking.moved', 3, member.id],
      ['booking.cancelled', 4, coworking.admin.id],
      ['booking.deleted', 5, coworking.admin.id],
    ])
    expect(JSON.stringify(events)).not.toContain('secret')
    expect(events.map(({ changes }) => changes)).toMatchObject([
      { status: { from: null, to: 'confirmed' }, totalPrice: { from: null, to: 120_000 } },
      {},
      { endsAt: { from: '2026-12-05T09:00:00.000Z', to: '2026-12-05T08:00:00.000Z' } },
      { status: { from: 'confirmed', to: 'cancelled' } },
      {},
    ])
  })
})
