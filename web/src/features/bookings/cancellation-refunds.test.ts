import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { CancellationRefunds } from './cancellation-refunds.tsx'

const past = { until: '2026-01-01T00:00:00.000Z', refundPercent: 100 }
const ahead = { until: '2199-12-31T00:00:00.000Z', refundPercent: 50 }

it.each([
  ['confirmed', 30_000, [ahead], ['refund']],
  ['awaiting_payment', 0, [ahead], ['unpaidTerms', 'refund']],
  ['pending', 60_000, [ahead], ['pendingTerms', 'refund']],
  ['pending', 60_000, [past], ['pendingTerms', 'refundsAreOver']],
] as const)(
  'A booking that is %s, with a refund of %d now, has the texts about its refunds: %j, %j',
  (status, refundNow, cancellation, keys) => {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
    vi.stubGlobal('navigator', { languages: ['en'] })
    const total = 60_000
    const quote = { total, cancellation, currency: 'RUB', lines: [], minutes: 60 }
    const booking = { status, refundNow, totalPrice: total, currency: 'RUB', quote } as never
    const html = renderToStaticMarkup(createElement(CancellationRefunds, { booking, zone: 'UTC' }))
    const texts = [...html.matchAll(/<p[^>]*>([^<]*)<\/p>/g)].map(([, text]) => text)
    expect(texts).toEqual(keys)
    vi.unstubAllGlobals()
  },
)
