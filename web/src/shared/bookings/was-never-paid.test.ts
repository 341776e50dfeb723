import { expect, it } from 'vitest'
import { wasNeverPaid } from './was-never-paid.ts'

const holdUntil = '2026-12-01T10:00:00.000Z'

it('An unpaid booking that is over was never paid, unlike a paid one and one whose payment is awaited', () => {
  expect(wasNeverPaid({ status: 'expired', holdUntil })).toBe(true)
  expect(wasNeverPaid({ status: 'cancelled', holdUntil })).toBe(true)
  expect(wasNeverPaid({ status: 'cancelled', holdUntil: null })).toBe(false)
  expect(wasNeverPaid({ status: 'awaiting_payment', holdUntil })).toBe(false)
})
