import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement, useState } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { useManagedLocationChoice } from './managed-locations.ts'

const stored = new Map([['location', 'north']])
const shown: (string | undefined)[] = []

/** Renders again after another tab has chosen a location. */
function Page() {
  const [hasOtherTabChosen, setOtherTabChosen] = useState(false)
  shown.push(useManagedLocationChoice(undefined).location?.id)
  if (!hasOtherTabChosen) {
    stored.set('location', 'south')
    setOtherTabChosen(true)
  }
  return null
}

it('A choice of a location in another tab does not change the location of an open page', () => {
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null })
  const queries = new QueryClient()
  const locations = ['first', 'north', 'south'].map((id) => ({ id }))
  queries.setQueryData(['locations', 'managed', undefined], locations)
  renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, createElement(Page)))
  expect(shown).toEqual(['north', 'north'])
  expect(stored.get('location')).toBe('south')
})
