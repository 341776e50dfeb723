import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import type { BookingListItem } from '../../shared/api/types.ts'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { BookingCard } from './booking-card.tsx'
import { usePayForBooking } from './pay-for-booking.ts'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
vi.mock('./pay-for-booking.ts', () => ({ usePayForBooking: vi.fn() }))

it('Each booking shows its own action that is running, so that an action of another booking does not hide it', async () => {
  const payment = (isRunning: boolean) => ({ isRunning, retries: 0 }) as never
  const booking = {
    ...{ id: 'a', spaceId: 'room', locationId: 'north', status: 'awaiting_payment' },
    holdUntil: '2100-01-01T00:00:00.000Z',
    ...{ startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z' },
    ...{ totalPrice: 60_000, currency: 'RUB', refunded: 0 },
  } as unknown as BookingListItem
  const card = (name: string) =>
    createElement(BookingCard, {
      ...{ key: name, booking: { ...booking, space: { name } as never } },
      ...{ onAction: () => undefined, renderReview: () => null },
    })
  const cards = createElement('div', {}, card('First'), card('Second'))
  const render = await pageRenderer(cards, new QueryClient())
  vi.mocked(usePayForBooking).mockReturnValueOnce(payment(true)).mockReturnValueOnce(payment(false))
  const [first, second] = render().split('Second')
  expect([first?.includes('aria-busy'), second?.includes('aria-busy')]).toEqual([true, false])
})
