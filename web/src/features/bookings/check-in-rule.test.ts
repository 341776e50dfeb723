import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { CheckInRuleOfBooking } from './check-in-rule.tsx'

const booking = {
  ...{ status: 'confirmed' as const, requiresCheckIn: true, totalPrice: 50_000 },
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T11:00:00.000Z',
}

function textAt(now: string, change: object = {}): string {
  vi.setSystemTime(now)
  const rule = createElement(CheckInRuleOfBooking, { booking: { ...booking, ...change }, zone: 'UTC' })
  return renderToStaticMarkup(rule).replace(/<[^>]*>/g, '')
}

it('A confirmed booking tells that it is lost without a check-in, until it is, and only where one is required', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  expect(textAt('2026-12-01T08:00:00Z')).toBe('checkInRule')
  expect(textAt('2026-12-01T08:00:00Z', { totalPrice: 0 })).toBe('checkInRuleFree')
  expect(textAt('2026-12-01T10:15:00Z')).toBe('')
  expect(textAt('2026-12-01T08:00:00Z', { status: 'pending' })).toBe('')
  expect(textAt('2026-12-01T08:00:00Z', { requiresCheckIn: false })).toBe('')
  vi.useRealTimers()
})
