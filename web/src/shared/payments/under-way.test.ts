import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { forget, idOfRef, remember, returnPathOf } from './under-way.ts'

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

it('Two payments begun in two tabs are told apart when their payers come back, in any order', () => {
  remember({ ref: 'a', id: 'first' })
  remember({ ref: 'b', id: 'second' })
  expect([idOfRef('b'), idOfRef('a'), idOfRef('c')]).toEqual(['second', 'first', undefined])
})

it('Only the first tab that sees the end of a payment goes on with what was to be bought', () => {
  remember({ ref: 'a', id: 'first' })
  expect(forget('other')).toBe(false)
  expect(forget('first')).toBe(true)
  expect(forget('first')).toBe(false)
})

it('A stored value that this version cannot read counts as none', () => {
  localStorage.setItem('payments', '{"ref"')
  expect(idOfRef('a')).toBeUndefined()
})

it('The path back is one that the service accepts, with what was to be booked where it fits', () => {
  const next = '/?date=2026-12-01&q=переговорная у окна&booking=a~2026-12-01T09:00:00Z~b'
  const path = returnPathOf('a', next)
  expect(path).toMatch(accepted)
  expect(new URLSearchParams(path.split('?')[1]).get('next')).toBe(next)
  const long = returnPathOf('a', `/?q=${'я'.repeat(300)}`)
  expect(long).toBe('/payment?ref=a')
})
