import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Location } from '../../shared/api/types.ts'
import { useAllTariffs } from './catalogue-query.ts'

const shown: string[][] = []

function List({ currency }: { currency: string }) {
  const { data = [] } = useAllTariffs({ id: 'north', currency } as Location)
  shown.push(data.map(({ id }) => id))
  return null
}

it('The tariffs of a location are its own and the shared ones of its currency, also at once after that currency is changed', () => {
  const queries = new QueryClient()
  queries.setQueryData(
    ['tariffs', 'all'],
    [
      { id: 'own', locationId: 'north', currency: 'EUR' },
      { id: 'of another location', locationId: 'south', currency: 'EUR' },
      { id: 'shared', locationId: null, currency: 'EUR' },
      { id: 'shared in roubles', locationId: null, currency: 'RUB' },
    ],
  )
  for (const currency of ['RUB', 'EUR'])
    renderToStaticMarkup(
      createElement(QueryClientProvider, { client: queries }, createElement(List, { currency })),
    )
  expect(shown).toEqual([
    ['own', 'shared in roubles'],
    ['own', 'shared'],
  ])
})
