import { expect, it } from 'vitest'
import { refundTerms } from './refund-terms.ts'

const full = { until: '2026-12-01T10:00:00.000Z', refundPercent: 100 }
const half = { until: '2026-12-02T10:00:00.000Z', refundPercent: 50 }
const nothing = { until: '2026-12-03T10:00:00.000Z', refundPercent: 0 }
const lastDeadline = Date.parse(half.until)

it('The refunds whose deadlines are ahead are listed, and those of nothing are not', () => {
  const termsAt = (instant: string) => refundTerms([full, half, nothing], Date.parse(instant))
  expect(termsAt('2026-12-01T09:00:00Z')).toEqual({ ahead: [full, half], text: 'refund' })
  expect(termsAt('2026-12-01T10:00:00Z')).toEqual({ ahead: [half], text: 'refund' })
})

it('After the last deadline the refunds are over, which is not said where nothing is ever refunded', () => {
  expect(refundTerms([full, half, nothing], lastDeadline)).toEqual({ ahead: [], text: 'refundsAreOver' })
  expect(refundTerms([nothing], lastDeadline)).toEqual({ ahead: [], text: 'noRefund' })
})

it('A booking that is refunded although the policy has no refund, such as a request that waits for approval, gets no text that denies it', () => {
  expect(refundTerms([full, half], lastDeadline, 60_000).text).toBeNull()
  expect(refundTerms([nothing], lastDeadline, 60_000).text).toBeNull()
  expect(refundTerms([full, half], lastDeadline, 0).text).toBe('refundsAreOver')
})
