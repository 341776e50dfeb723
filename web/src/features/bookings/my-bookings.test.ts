import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { filtersOf, MyBookings } from './my-bookings.tsx'

it('The upcoming bookings include one that has ended and whose member may still check in', () => {
  const { from } = filtersOf('upcoming', '2026-12-01T10:14:00.000Z') as { from: string }
  expect(from <= '2026-12-01T10:05:00.000Z').toBe(true)
})

it('No time of a booking is shown while the zone of its location is not known', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient()
  const now = new Date('2026-12-01T09:00:00.000Z')
  vi.useFakeTimers({ now, toFake: ['Date'] })
  const booking = {
    id: 'a',
    locationId: 'baikal',
    startsAt: '2026-12-01T12:00:00.000Z',
    endsAt: '2026-12-01T13:00:00.000Z',
    status: 'confirmed',
    totalPrice: 0,
    refunded: 0,
    currency: 'RUB',
  }
  queries.setQueryData(['bookings', 'mine', 'upcoming', now.toISOString()], {
    pages: [{ items: [booking], nextCursor: null }],
    pageParams: [null],
  })
  const list = createElement(MyBookings, {
    tab: 'upcoming',
    empty: 'no bookings',
    onAction: () => undefined,
    renderReview: () => null,
  })
  const render = () => renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, list))
  // There is no router here: the link of a booking, which has its time, would fail to render.
  expect(render()).toContain('role="status"')
  queries.setQueryData(['locations'], [])
  expect(render).toThrow()
  vi.useRealTimers()
})
