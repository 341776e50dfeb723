import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { useUser } from '../../shared/api/session.ts'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { MovePrice } from './move-price.tsx'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
vi.mock('../../shared/api/session.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  useUser: vi.fn(() => ({ id: 'anna' })),
}))

const slot = { spaceId: 'booth', startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z' }
const quote = { lines: [], total: 60_000, currency: 'RUB', minutes: 60, cancellation: [] }

async function render(action: 'move' | 'extend', requiresCheckIn: boolean) {
  const price = createElement(MovePrice, {
    ...{ slot, zone: 'UTC', quote: { data: quote, error: null } as never },
    booking: { userId: 'anna', status: 'confirmed', totalPrice: 60_000, actions: [action] } as never,
    space: { requiresCheckIn } as never,
  })
  return (await pageRenderer(price, new QueryClient()))()
}

it('Before a move, the member learns when to check in at the new time, where the space requires it', async () => {
  expect(await render('move', true)).toContain('checkInRule')
  expect(await render('move', false)).not.toContain('checkInRule')
  expect(await render('extend', true)).not.toContain('checkInRule')
  vi.mocked(useUser).mockReturnValueOnce({ id: 'staff' } as never)
  expect(await render('move', true)).not.toContain('checkInRule')
})
