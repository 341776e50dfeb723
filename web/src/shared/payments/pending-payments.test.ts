import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findPaymentId, forgetPayment, rememberPayment, returnPathOf } from './pending-payments.ts'

// What the service accepts as `returnPath` (server/src/modules/payments/payment.schema.ts).
const accepted = /^\/(?:[!-.0-[\]-~][!-[\]-~]*)?$/

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

it('Only the first tab that sees the end of a payment goes to the page to continue with', () => {
  rememberPayment({ ref: 'a', id: 'first' })
  expect(forgetPayment('other')).toBe(false)
  expect(forgetPayment('first')).toBe(true)
  expect(forgetPayment('first')).toBe(false)
})

it('A stored value that this version cannot read counts as no payment', () => {
  localStorage.setItem('payments', '{"ref"')
  expect(findPaymentId('a')).toBeUndefined()
})

it('The service accepts the return path, which contains the page to continue with where its length allows it', () => {
  const next = '/?date=2026-12-01&q=переговорная у окна&booking=a~2026-12-01T09:00:00Z~b'
  const path = returnPathOf('a', next)
  expect(path).toMatch(accepted)
  expect(new URLSearchParams(path.split('?')[1]).get('next')).toBe(next)
  const long = returnPathOf('a', `/?q=${'я'.repeat(300)}`)
  expect(long).toBe('/payment?ref=a')
})
