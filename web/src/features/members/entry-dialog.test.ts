import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { EntryDialog } from './entry-dialog.tsx'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
// Its store has no state for a rendering without a browser.
vi.mock('../../shared/api/money-action.ts', () => ({
  useMoneyAction: () => ({ start: () => undefined, isRunning: false, error: null, unsettled: null }),
}))

const rendererOf = (queries: QueryClient) =>
  pageRenderer(
    createElement(EntryDialog, {
      person: { id: 'anna', firstName: 'Anna', lastName: 'Orlova', balances: [] } as never,
      kind: 'top_up',
      locations: [],
      onClose: () => undefined,
    }),
    queries,
  )

it('An entry has no fields until its currency is known: an amount that is typed would be taken in a wrong currency', async () => {
  const queries = new QueryClient()
  const render = await rendererOf(queries)
  queries.setQueryData(['locations', 'managed', undefined], [])
  expect(render()).not.toContain('<input')
  queries.setQueryData(['settings'], { currency: 'EUR', payments: null })
  expect(render()).toContain('>EUR<')
})
