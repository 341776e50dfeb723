import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../../../../testing/oracles/arbitraries.ts'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import type { BookingStatus } from './booking.schema.ts'
import {
  cancellationPercent,
  expiryRefund,
  isLive,
  nextStatus,
  occupies,
  refundNow,
  type StatusAction,
  type StatusFacts,
  statusAt,
} from './booking.states.ts'

const ms = (text: string) => Date.parse(`2026-12-01T${text}Z`)
const holdUntil = '2026-12-01T09:15:00.000Z'
const bookingFor = (status: BookingStatus, requiresCheckIn: boolean, endsAt = '12:00'): StatusFacts => ({
  status,
  requiresCheckIn,
  awaitsCancellation: false,
  holdUntil: status === 'awaiting_payment' ? holdUntil : null,
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: `2026-12-01T${endsAt}:00.000Z`,
})

const statuses: BookingStatus[] = [
  'awaiting_payment',
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'cancelled',
  'rejected',
  'expired',
  'no_show',
]

/** Each instant at which the status of a booking for 10:00–12:00 changes, and the millisecond before it. */
const moments = [
  '00:00:00.000',
  '09:44:59.999',
  '09:45:00.000',
  '09:59:59.999',
  '10:00:00.000',
  '10:14:59.999',
  '10:15:00.000',
  '11:59:59.999',
  '12:00:00.000',
  '23:00:00.000',
]

// A row of the table below has one letter for each of `moments`: the status at that instant.
const letters: Record<string, BookingStatus> = {
  p: 'pending',
  c: 'confirmed',
  i: 'checked_in',
  d: 'completed',
  e: 'expired',
  n: 'no_show',
}

describe('a stored booking', () => {
  it.each<[BookingStatus, boolean, string]>([
    ['pending', false, 'ppppeeeeee'],
    ['pending', true, 'ppppeeeeee'],
    ['confirmed', false, 'ccccccccdd'],
    ['confirmed', true, 'ccccccnnnn'],
    ['checked_in', false, 'iiiiiiiidd'],
    ['checked_in', true, 'iiiiiiiidd'],
  ])('%s, check-in required %s: %s', (status, requiresCheckIn, row) => {
    const shown = moments.map((moment) => statusAt(bookingFor(status, requiresCheckIn), ms(moment)))
    expect(shown).toEqual([...row].map((letter) => letters[letter]))
  })

  it.each(['completed', 'cancelled', 'rejected', 'expired', 'no_show'] as const)(
    '%s stays at any time',
    (status) => {
      for (const requiresCheckIn of [false, true])
        for (const moment of moments)
          expect(statusAt(bookingFor(status, requiresCheckIn), ms(moment))).toBe(status)
    },
  )

  it('that requires check-in stays confirmed until 15 minutes after its start, even where its end is earlier', () => {
    const short = bookingFor('confirmed', true, '10:05')
    expect(statusAt(short, ms('10:05:00.000'))).toBe('confirmed')
    expect(statusAt(short, ms('10:14:59.999'))).toBe('confirmed')
    expect(statusAt(short, ms('10:15:00.000'))).toBe('no_show')
  })

  it('of one minute is completed a minute later where no check-in is required', () =>
    expect(statusAt(bookingFor('confirmed', false, '10:01'), ms('10:01:00.000'))).toBe('completed'))

  it('has at each instant the same status, whether or not the sweep has written an earlier change by time', () =>
    assertProperty(
      fc.record({
        status: fc.constantFrom(...statuses),
        requiresCheckIn: fc.boolean(),
        minutes: fc.integer({ min: 1, max: 180 }),
        at: fc.tuple(fc.integer({ min: -60, max: 240 }), fc.integer({ min: -60, max: 240 })),
      }),
      ({ status, requiresCheckIn, minutes, at }) => {
        const start = ms('10:00:00.000')
        const endsAt = new Date(start + minutes * 60_000).toISOString()
        const stored = { ...bookingFor(status, requiresCheckIn), endsAt }
        const [sooner, later] = at.sort((a, b) => a - b).map((minute) => start + minute * 60_000) as [
          number,
          number,
        ]
        const written = { ...stored, status: statusAt(stored, sooner) }
        expect(statusAt(written, later)).toBe(statusAt(stored, later))
      },
      300,
    ))
})

describe('an action by a person', () => {
  const statusAfter: Record<StatusAction, BookingStatus> = {
    approve: 'confirmed',
    reject: 'rejected',
    'no-show': 'no_show',
    'check-in': 'checked_in',
    complete: 'completed',
  }
  const never = '..........'
  // `+` where the action is allowed, `.` where it is `invalid_transition`; without and with a required check-in.
  const allowed: Partial<Record<BookingStatus, Partial<Record<StatusAction, [string, string]>>>> = {
    pending: { approve: ['++++......', '++++......'], reject: ['++++......', '++++......'] },
    confirmed: { 'no-show': ['....++++..', '....++....'], 'check-in': ['..++++++..', '..++++....'] },
    checked_in: { complete: ['++++++++..', '++++++++..'] },
  }

  const cells = statuses.flatMap((status) =>
    (Object.keys(statusAfter) as StatusAction[]).flatMap((action) =>
      [false, true].map((requiresCheckIn) => {
        const rows = allowed[status]?.[action] ?? [never, never]
        return { status, action, requiresCheckIn, row: rows[requiresCheckIn ? 1 : 0] }
      }),
    ),
  )

  it.each(cells)('$action of $status, check-in required $requiresCheckIn: $row', (cell) => {
    const { status, action, requiresCheckIn, row } = cell
    const booking = bookingFor(status, requiresCheckIn)
    for (const [index, moment] of moments.entries()) {
      const work = () => nextStatus(action, booking, ms(moment))
      if (row[index] === '+') expect(work()).toBe(statusAfter[action])
      else expect(problemCodeOf(work), moment).toBe('invalid_transition')
    }
  })

  it('checks in until the end where the end is less than 15 minutes after the start', () => {
    const short = bookingFor('confirmed', true, '10:05')
    expect(nextStatus('check-in', short, ms('10:04:59.999'))).toBe('checked_in')
    expect(problemCodeOf(() => nextStatus('check-in', short, ms('10:05:00.000')))).toBe('invalid_transition')
  })
})

describe('the refund of a cancellation', () => {
  const cancellation = [
    { hoursBefore: 8, refundPercent: 100 },
    { hoursBefore: 0, refundPercent: 50 },
  ]
  const refunds = (status: BookingStatus, requiresCheckIn: boolean, limit = 100) => {
    const terms = { totalPrice: 1_001, cancellation, refundLimitPercent: limit }
    return moments.map((moment) =>
      refundNow({ ...bookingFor(status, requiresCheckIn), ...terms }, ms(moment)),
    )
  }

  it.each([false, true])(
    'is the whole price of a pending booking until its start, 0 after it (check-in required %s)',
    (must) => expect(refunds('pending', must)).toEqual([1_001, 1_001, 1_001, 1_001, 0, 0, 0, 0, 0, 0]),
  )

  it.each([false, true])(
    'follows the policy for a confirmed booking, halves rounded up (check-in required %s)',
    (must) => expect(refunds('confirmed', must)).toEqual([1_001, 501, 501, 501, 0, 0, 0, 0, 0, 0]),
  )

  it.each(statuses.filter((status) => status !== 'pending' && status !== 'confirmed'))(
    'is 0 for a booking that is %s',
    (status) => {
      for (const must of [false, true]) expect(new Set(refunds(status, must))).toEqual(new Set([0]))
    },
  )

  it('is for a pending booking at most the percent that a move has left of the old policy', () => {
    expect(refunds('pending', false, 50)).toEqual([501, 501, 501, 501, 0, 0, 0, 0, 0, 0])
    const moved = { ...bookingFor('pending', false), totalPrice: 1_001, cancellation, refundLimitPercent: 50 }
    expect(expiryRefund(moved)).toBe(501)
    expect(cancellationPercent(moved, ms('00:00:00.000'))).toBe(50)
  })
})

describe('a booking occupies its slot only while it is awaiting_payment, pending, confirmed or checked_in', () => {
  it.each(statuses)('%s', (status) =>
    expect(occupies(status)).toBe(
      ['awaiting_payment', 'pending', 'confirmed', 'checked_in'].includes(status),
    ),
  )
})

describe('a booking that a closure is about to cancel', () => {
  const waiting = (status: BookingStatus) => ({ ...bookingFor(status, true), awaitsCancellation: true })
  const terms = { totalPrice: 1_000, cancellation: [], refundLimitPercent: 30 }
  const later = ms('12:30')

  it.each(['pending', 'confirmed', 'checked_in'] as const)(
    'that is %s is refunded in full at any time, and is live',
    (status) => {
      expect(refundNow({ ...waiting(status), ...terms }, later)).toBe(1_000)
      expect(isLive(waiting(status), later)).toBe(true)
      expect(isLive(bookingFor(status, true), later)).toBe(false)
    },
  )

  it('is not refunded, and is not live, when it has ended otherwise', () => {
    expect(refundNow({ ...waiting('cancelled'), ...terms }, later)).toBe(0)
    expect(isLive(waiting('cancelled'), later)).toBe(false)
  })

  it.each(['approve', 'reject'] as const)('allows nobody to %s', (action) => {
    expect(() => nextStatus(action, waiting('pending'), ms('09:00'))).toThrow()
    expect(
      nextStatus(action, { ...waiting('pending'), awaitsCancellation: false }, ms('09:00')),
    ).toBeDefined()
  })
})
