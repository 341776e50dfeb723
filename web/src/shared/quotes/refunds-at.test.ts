import { expect, it } from 'vitest'
import { refundsAt } from './refunds-at.ts'

const full = { until: '2026-12-01T10:00:00.000Z', refundPercent: 100 }
const half = { until: '2026-12-02T10:00:00.000Z', refundPercent: 50 }
const nothing = { until: '2026-12-03T10:00:00.000Z', refundPercent: 0 }
const at = (instant: string) => refundsAt([full, half, nothing], Date.parse(instant))

it('The refunds whose deadlines are ahead are listed, and those of nothing are not', () => {
  expect(at('2026-12-01T09:00:00Z')).toEqual({ ahead: [full, half], areOver: false })
  expect(at('2026-12-01T10:00:00Z')).toEqual({ ahead: [half], areOver: false })
})

it('After the last deadline the refunds are over', () => {
  expect(at('2026-12-02T10:00:00Z')).toEqual({ ahead: [], areOver: true })
})

it('Where nothing is ever refunded, no refund is over', () => {
  expect(refundsAt([nothing], Date.parse('2026-12-01T09:00:00Z'))).toEqual({ ahead: [], areOver: false })
})
