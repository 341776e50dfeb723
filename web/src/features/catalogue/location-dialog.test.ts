import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { LocationForm, zoneNamed } from './location-dialog.tsx'

it('A time zone is sent as the service stores it, whatever its letter case', () => {
  expect(zoneNamed('europe/MOSCOW')).toBe('Europe/Moscow')
  expect(zoneNamed('Moscow')).toBe('Moscow')
})

it('An address keeps its lines: its field has several, because a field of one line would join them', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const edit = { before: { name: 'Loft', address: 'Pokrovka 2\nfloor 3' }, header: {} } as never
  const callbacks = { onSaved: () => undefined, onClose: () => undefined }
  const form = createElement(LocationForm, { edit, defaultCurrency: 'RUB', ...callbacks })
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, form))
  expect(html).toMatch(/<textarea[^>]*name="address"[^>]*>Pokrovka 2\nfloor 3</)
})
