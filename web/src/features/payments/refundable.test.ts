import { expect, it } from 'vitest'
import { refundable } from './refundable.ts'

const refund = (amount: number, status: 'pending' | 'succeeded' | 'failed') => ({ amount, status })

it.each([
  ['pending', [], 0],
  ['failed', [], 0],
  ['succeeded', [], 1_000],
  ['succeeded', [refund(300, 'succeeded'), refund(200, 'pending')], 500],
  ['succeeded', [refund(1_000, 'failed'), refund(400, 'succeeded')], 600],
] as const)('Of a %s payment of 1000 with refunds %j, %i can still be refunded', (status, refunds, rest) => {
  expect(refundable({ status, amount: 1_000, refunds: [...refunds] })).toBe(rest)
})
