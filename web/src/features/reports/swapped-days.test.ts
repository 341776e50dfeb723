import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { SwappedDays } from './swapped-days.tsx'

it.each([
  ['2026-11-29', '2026-12-29', ''],
  ['2026-12-29', '2026-12-29', ''],
  ['2026-12-29', '2026-11-29', 'swapped'],
  // The page says in place of the figures that the period is too long.
  ['2026-12-29', '2020-11-29', ''],
])(
  'Of the days %s and %s the reports say which period they show only where it is another: “%s”',
  (from, to, text) => {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
    const markup = renderToStaticMarkup(createElement(SwappedDays, { days: { from, to } }))
    // Screen readers do not read the text of a status that was hidden before.
    expect(markup).not.toContain('hidden')
    expect(markup.replace(/<[^>]*>/g, '')).toBe(text)
  },
)
