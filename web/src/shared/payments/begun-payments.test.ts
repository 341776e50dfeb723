import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findPaymentId, rememberPayment, returnPathOf } from './begun-payments.ts'

// What the service accepts as `returnPath` (server/src/modules/payments/payment.schema.ts).
const accepted = /^\/(?![/\\])[^\p{Cc}]*$/u

beforeEach(() => {
  const values = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('Two payments that were begun in two tabs are each found when their payers return, in any order', () => {
  rememberPayment({ ref: 'a', id: 'first' })
  rememberPayment({ ref: 'b', id: 'second' })
  expect([findPaymentId('b'), findPaymentId('a'), findPaymentId('c')]).toEqual(['second', 'first', undefined])
})

it('A stored value that this version cannot read counts as no payment', () => {
  localStorage.setItem('payments', '{"ref"')
  expect(findPaymentId('a')).toBeUndefined()
})

it('The service accepts the return path', () => {
  expect(returnPathOf('a')).toMatch(accepted)
})
