import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, expect, it, vi } from 'vitest'
import { useOffers } from './offers.ts'
import { OffersSection } from './offers-section.tsx'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
vi.mock('./offers.ts', () => ({ useOffers: vi.fn() }))

const space = {
  id: 'desk',
  name: 'Desk 5',
  type: 'desk',
  capacity: 1,
  amenities: [],
  rating: { average: null },
}
const items = [{ space, quote: { total: 50_000, currency: 'RUB' } }]

function renderWith(isPlaceholderData: boolean) {
  vi.mocked(useOffers).mockReturnValue({ data: { items }, isPlaceholderData } as never)
  const props = { criteria: {}, scope: {} as never, onChange: () => undefined }
  return renderToStaticMarkup(createElement(OffersSection, props))
}

it('While a new search runs, the heading says so, and the offers of the former search cannot be used', () => {
  expect(renderWith(false)).toMatch(/>free<.*Desk 5/)
  expect(renderWith(false)).not.toContain('inert=')
  expect(renderWith(true)).toMatch(/>searching<.* inert="".*Desk 5/)
})
