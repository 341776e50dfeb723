import { expect, it } from 'vitest'
import { actionsOf } from './booking.possible-actions.ts'
import type { BookingStatus } from './booking.schema.ts'

const start = Date.parse('2026-12-01T10:00:00.000Z')
const minute = 60_000
const end = start + 60 * minute

const booking = (status: BookingStatus, more: object = {}) => ({
  status,
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(end).toISOString(),
  requiresCheckIn: false,
  holdUntil: status === 'awaiting_payment' ? new Date(start).toISOString() : null,
  awaitsCancellation: false,
  ...more,
})
const owner = { isStaff: false, mayDecide: false, isOwnerBlocked: false }
const staff = { isStaff: true, mayDecide: true, isOwnerBlocked: false }
/** The rights of an administrator on the administrator's own booking. */
const ownerWhoDecides = { isStaff: false, mayDecide: true, isOwnerBlocked: false }

const staffOfBlocked = { ...staff, isOwnerBlocked: true }

const beforeCheckIn = start - 15 * minute - 1
const checkInOpensAt = start - 15 * minute

// The documented actions: status, instant, rights of the actor, actions.
it.each([
  ['confirmed', beforeCheckIn, owner, ['move', 'cancel']],
  ['confirmed', beforeCheckIn, staff, ['move', 'cancel']],
  ['confirmed', checkInOpensAt, owner, ['move', 'cancel', 'check_in']],
  ['confirmed', start - 1, ownerWhoDecides, ['move', 'cancel', 'check_in']],
  ['confirmed', start, owner, ['extend', 'check_in']],
  ['confirmed', start, staff, ['extend', 'cancel', 'check_in', 'no_show']],
  ['confirmed', start, ownerWhoDecides, ['extend', 'check_in', 'no_show']],
  ['confirmed', end - 1, staff, ['extend', 'cancel', 'check_in', 'no_show']],
  ['confirmed', end, staff, []],
  ['awaiting_payment', beforeCheckIn, owner, ['cancel', 'pay']],
  ['awaiting_payment', beforeCheckIn, staff, ['cancel', 'pay']],
  ['awaiting_payment', start, staff, []],
  ['pending', start - 1, owner, ['move', 'cancel']],
  ['pending', start - 1, staff, ['move', 'cancel', 'approve', 'reject']],
  ['pending', start - 1, ownerWhoDecides, ['move', 'cancel', 'approve', 'reject']],
  ['pending', start, staff, []],
  ['checked_in', start - 1, owner, ['move', 'complete']],
  ['checked_in', start, staff, ['extend', 'complete']],
  ['checked_in', end, staff, []],
  ['confirmed', beforeCheckIn, staffOfBlocked, ['cancel']],
  ['confirmed', start, staffOfBlocked, ['cancel', 'check_in', 'no_show']],
  ['pending', start - 1, staffOfBlocked, ['cancel', 'approve', 'reject']],
  ['checked_in', start, staffOfBlocked, ['complete']],
  ['completed', start, staff, []],
  ['cancelled', beforeCheckIn, staff, []],
  ['rejected', beforeCheckIn, staff, []],
  ['expired', beforeCheckIn, staff, []],
  ['no_show', start, staff, []],
] as const)(
  'with a booking that is %s, at %i, an actor with the rights %j may do %j',
  (status, now, rights, actions) => {
    expect(actionsOf(booking(status), rights, now)).toEqual(actions)
  },
)

it('A booking that requires check-in is a no-show 15 minutes after its start, and then it has no actions', () => {
  const waited = booking('confirmed', { requiresCheckIn: true })
  expect(actionsOf(waited, staff, start + 15 * minute - 1)).toContain('no_show')
  expect(actionsOf(waited, staff, start + 15 * minute)).toEqual([])
})

it('A booking of five minutes that requires check-in cannot be extended after its end', () => {
  const shortEnd = start + 5 * minute
  const short = booking('confirmed', { requiresCheckIn: true, endsAt: new Date(shortEnd).toISOString() })
  expect(actionsOf(short, staff, shortEnd - 1)).toContain('extend')
  expect(actionsOf(short, staff, shortEnd)).toEqual(['no_show'])
})

it('A booking that a closure is about to cancel can be neither approved nor rejected; it may be cancelled, also by its owner, and moved before its start', () => {
  const closed = booking('pending', { awaitsCancellation: true })
  expect(actionsOf(closed, staff, start - 1)).toEqual(['move', 'cancel'])
  expect(actionsOf(closed, owner, end)).toEqual(['cancel'])
})
