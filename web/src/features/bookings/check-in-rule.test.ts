import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { CheckInRuleOfBooking } from './check-in-rule.tsx'

const booking = {
  ...{ locationId: 'north', spaceId: 'booth', status: 'confirmed' as const, totalPrice: 50_000 },
  createdAt: '2026-11-30T10:00:00.000Z',
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T11:00:00.000Z',
}

function textAt(now: string, change: object = {}, requiresCheckIn = true): string {
  vi.setSystemTime(now)
  const queries = new QueryClient()
  queries.setQueryData(['spaces', 'north'], [{ id: 'booth', requiresCheckIn }])
  const rule = createElement(CheckInRuleOfBooking, { booking: { ...booking, ...change }, zone: 'UTC' })
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, rule))
  return html.replace(/<[^>]*>/g, '')
}

it('A confirmed booking tells that it is lost without a check-in, until it is, and only where one is required', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  expect(textAt('2026-12-01T08:00:00Z')).toBe('checkInRule')
  expect(textAt('2026-12-01T08:00:00Z', { totalPrice: 0 })).toBe('checkInRuleFree')
  expect(textAt('2026-12-01T10:15:00Z')).toBe('')
  expect(textAt('2026-12-01T08:00:00Z', { status: 'pending' })).toBe('')
  expect(textAt('2026-12-01T08:00:00Z', {}, false)).toBe('')
  // Staff have booked the running step for a member who has come.
  expect(textAt('2026-12-01T10:05:00Z', { createdAt: '2026-12-01T10:04:00.000Z' })).toBe('')
  vi.useRealTimers()
})
