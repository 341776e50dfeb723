import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { useUser } from '../../shared/api/session.ts'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { BookDialog } from './book-dialog.tsx'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
vi.mock('../../shared/api/session.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  useUser: vi.fn(() => null),
}))

const slot = { spaceId: 'room', startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z' }
const quote = { lines: [], total: 60_000, currency: 'RUB', minutes: 60, cancellation: [] }

const room = {
  ...{ id: 'room', locationId: 'north', name: 'Room', type: 'meeting_room', capacity: 6 },
  description: 'The first line.\nThe last line of a long text.',
  amenities: ['Wi-Fi', 'Screen', 'Board', 'Camera', 'Phone'],
}

function rendererOf(queries: QueryClient, rules: { requiresApproval: boolean; requiresCheckIn?: boolean }) {
  const dialog = createElement(BookDialog, {
    ...{ slot, zone: 'UTC', returnAddress: '/', spaces: [], onChoose: () => undefined },
    space: { ...room, ...rules } as never,
    onClose: () => undefined,
  })
  return pageRenderer(dialog, queries)
}

it('In a space that requires approval, the refunds of the policy follow the sentence that they apply after the approval', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['quote', slot], quote)
  const render = await rendererOf(queries, { requiresApproval: true })
  expect(render()).toMatch(/>book\.approval<.*>noRefund</)
})

it('Where the price cannot be fetched again, a message says so: the button that books is disabled until it can', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const render = await rendererOf(queries, { requiresApproval: false })
  queries.setQueryData(['quote', slot], quote)
  expect(render()).not.toContain('role="alert"')
  await queries.prefetchQuery({
    queryKey: ['quote', slot],
    queryFn: () => Promise.reject(new Error('The service failed')),
  })
  expect(render()).toContain('role="alert"')
})

it('Before the booking, the dialog tells where the space is, its type and capacity, its whole description and all its amenities', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['locations'], [{ id: 'north', name: 'North', address: '1 Long Street' }])
  const html = (await rendererOf(queries, { requiresApproval: false }))()
  for (const text of [
    'North, 1 Long Street',
    'spaceType.meeting_room',
    'capacity',
    room.description,
    ...room.amenities,
  ])
    expect(html).toContain(text)
})

it('Before the booking, the dialog tells that it is lost without a check-in, where the space requires one', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['quote', slot], quote)
  const dialog = async (requiresCheckIn: boolean) =>
    (await rendererOf(queries, { requiresApproval: false, requiresCheckIn }))()
  expect(await dialog(true)).toContain('checkInRule')
  expect(await dialog(false)).not.toContain('checkInRule')
})

it('Until the balance and the card payments are known, nothing is said about them, and the button that books is disabled', async () => {
  vi.mocked(useUser).mockReturnValue({ id: 'anna' } as never)
  const queries = new QueryClient()
  queries.setQueryData(['quote', slot], quote)
  const render = await rendererOf(queries, { requiresApproval: false })
  const isDisabled = () => /<button[^>]* disabled=""/.test(render())
  expect(isDisabled()).toBe(true)
  queries.setQueryData(['wallet'], { balances: [{ currency: 'RUB', balance: 100 }] })
  expect(isDisabled()).toBe(true)
  expect(render()).not.toContain('book.short')
  queries.setQueryData(['settings'], { payments: null })
  expect(render()).toContain('book.short')
  expect(isDisabled()).toBe(false)
  vi.mocked(useUser).mockReturnValue(null)
})

it('A visitor does not see the balance of a user who has signed out in another tab', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['quote', slot], quote)
  queries.setQueryData(['wallet'], { balances: [{ currency: 'RUB', balance: 1_230_000 }] })
  queries.setQueryData(['settings'], { payments: null })
  const render = await rendererOf(queries, { requiresApproval: false })
  vi.mocked(useUser).mockReturnValueOnce({ id: 'anna' } as never)
  expect(render()).toContain('book.balanceAfter')
  expect(render()).not.toContain('book.balanceAfter')
})
