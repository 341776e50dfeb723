import { readFileSync } from 'node:fs'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { Affected, maxCancelled } from './closure-dialog.tsx'

it('A closure over more bookings than one request may cancel says so, and lists none of them', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const openapi = readFileSync(new URL('../../../../openapi.json', import.meta.url), 'utf8')
  const ids = /"cancelBookingIds": \{[^}]*\},?\s*"maxItems": (\d+)/.exec(openapi)
  expect(Number(ids?.[1])).toBe(maxCancelled)
  const bookingsOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: String(index),
      startsAt: '2026-12-01T09:00:00.000Z',
      endsAt: '2026-12-01T10:00:00.000Z',
      currency: 'RUB',
      totalPrice: 0,
    })) as never
  const render = (count: number) =>
    renderToStaticMarkup(createElement(Affected, { bookings: bookingsOf(count), zone: 'UTC' }))
  expect(render(maxCancelled + 1)).toMatch(/role="alert"/)
  expect(render(maxCancelled + 1)).not.toContain('<li')
  // Not that they will be cancelled.
  expect(render(maxCancelled + 1)).not.toMatch(/closure\.affected|will be cancelled/)
  expect(render(2)).not.toMatch(/role="alert"/)
  expect(render(2).match(/<li/g)).toHaveLength(2)
})
