import { expect, it } from 'vitest'
import { awaitsApproval, defaultMinutes } from './book-at-front-desk.ts'

it.each([
  [true, '2026-12-01T10:30:00.000Z', true],
  [true, '2026-12-01T10:00:00.000Z', false],
  [false, '2026-12-01T10:30:00.000Z', false],
])(
  'Of a space that requires an approval (%s), a booking by staff from %s on, made at 10:10, waits for it: %s',
  (requiresApproval, startsAt, expected) => {
    expect(awaitsApproval({ requiresApproval }, startsAt, Date.parse('2026-12-01T10:10:00.000Z'))).toBe(
      expected,
    )
  },
)

it.each([
  [undefined, 60],
  [{ minMinutes: 30, maxMinutes: 600, stepMinutes: 30 }, 60],
  [{ minMinutes: 120, maxMinutes: 600, stepMinutes: 60 }, 120],
  [{ minMinutes: 15, maxMinutes: 600, stepMinutes: 45 }, 90],
  [{ minMinutes: 15, maxMinutes: 30, stepMinutes: 15 }, 30],
])(
  'The proposed length of a booking at the front desk is the shortest that the tariff allows from an hour on, or its longest (%j: %d)',
  (tariff, minutes) => {
    expect(defaultMinutes(tariff)).toBe(minutes)
  },
)
