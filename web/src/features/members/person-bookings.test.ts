import { QueryClient, QueryClientProvider, type UseQueryResult } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import type { ListedLocation } from '../../shared/api/types.ts'
import { PersonBookings } from './person-bookings.tsx'

const booking = {
  id: 'a',
  locationId: 'baikal',
  startsAt: '2026-12-01T12:00:00.000Z',
  endsAt: '2026-12-01T13:00:00.000Z',
  status: 'confirmed',
  totalPrice: 0,
  currency: 'RUB',
}

it('The times of bookings are shown once the zone of their location is known; where this user does not manage the location, they are in UTC and marked so', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient()
  const page = { items: [booking], nextCursor: null }
  queries.setQueryData(['bookings', 'of', 'anna'], { pages: [page], pageParams: [undefined] })
  const render = (data: object[] | undefined) => {
    const locations = { data, error: null, isPending: !data } as UseQueryResult<ListedLocation[]>
    const table = createElement(PersonBookings, { id: 'anna', locations, onOpen: () => undefined })
    return renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, table))
  }
  expect(render(undefined)).not.toMatch(/12:00|15:00|3:00/)
  expect(render([{ id: 'baikal', timeZone: 'Europe/Moscow' }])).toMatch(/15:00|3:00/)
  expect(render([])).toContain('(UTC)')
})
