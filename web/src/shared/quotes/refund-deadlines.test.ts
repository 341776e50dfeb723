import { expect, it } from 'vitest'
import type { Quote } from '../api/types.ts'
import { refundDeadlines } from './refund-deadlines.ts'

const full = { until: '2026-12-01T10:00:00.000Z', refundPercent: 100 }
const half = { until: '2026-12-02T10:00:00.000Z', refundPercent: 50 }
const nothing = { until: '2026-12-03T10:00:00.000Z', refundPercent: 0 }
/** The deadlines of a booking that costs something. */
const deadlinesOf = (cancellation: Quote['cancellation'], now: number, refundNow?: number) =>
  refundDeadlines({ total: 60_000, cancellation }, now, refundNow)
const lastDeadline = Date.parse(half.until)

it('The refunds whose deadlines are ahead are listed, and those of nothing are not', () => {
  const termsAt = (instant: string) => deadlinesOf([full, half, nothing], Date.parse(instant))
  expect(termsAt('2026-12-01T09:00:00Z')).toEqual({ ahead: [full, half], text: 'refund' })
  expect(termsAt('2026-12-01T10:00:00Z')).toEqual({ ahead: [half], text: 'refund' })
})

it('Where more is refunded later, the time without a refund is listed, too', () => {
  const [first, last] = [
    { ...full, refundPercent: 0 },
    { ...half, refundPercent: 100 },
  ]
  const now = Date.parse('2026-12-01T09:00:00Z')
  expect(deadlinesOf([first, last, nothing], now)).toEqual({ ahead: [first, last], text: 'refund' })
})

it('Of neighbouring deadlines with the same refund, as after a late move, only the last one is listed', () => {
  const limited = { ...full, refundPercent: 50 }
  const now = Date.parse('2026-12-01T09:00:00Z')
  expect(deadlinesOf([limited, half, nothing], now).ahead).toEqual([half])
})

it('After the last deadline the refunds are over, which is not said where nothing is ever refunded', () => {
  expect(deadlinesOf([full, half, nothing], lastDeadline)).toEqual({ ahead: [], text: 'refundsAreOver' })
  expect(deadlinesOf([nothing], lastDeadline)).toEqual({ ahead: [], text: 'noRefund' })
})

it('A booking that is refunded although the policy has no refund, because a closure is about to cancel it, gets no text that denies it', () => {
  expect(deadlinesOf([full, half], lastDeadline, 60_000).text).toBeNull()
  expect(deadlinesOf([nothing], lastDeadline, 60_000).text).toBeNull()
  expect(deadlinesOf([full, half], lastDeadline, 0).text).toBe('refundsAreOver')
})

it('A booking that costs nothing gets no text about refunds', () => {
  expect(
    refundDeadlines({ total: 0, cancellation: [full, half] }, Date.parse('2026-12-01T09:00:00Z')),
  ).toEqual({
    ahead: [],
    text: null,
  })
  expect(refundDeadlines({ total: 0, cancellation: [nothing] }, lastDeadline).text).toBeNull()
})
