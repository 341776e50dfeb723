import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useFormat } from './use-format.ts'

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null })
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  vi.useFakeTimers({ now: new Date('2026-12-01T12:00:00.000Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const Shown = ({ instant }: { instant: string }) => useFormat().timeWithDay(instant, 'Europe/Moscow')

it.each([
  ['later today', '2026-12-01T20:59:00.000Z', '23:59'],
  ['tomorrow', '2026-12-01T21:00:00.000Z', 'Wed 2 Dec, 00:00'],
  ['in a month', '2026-12-31T15:00:00.000Z', 'Thu 31 Dec, 18:00'],
  ['next year', '2027-01-08T15:00:00.000Z', 'Fri 8 Jan 2027, 18:00'],
])('A time %s has its day unless that is today in its zone', (_, instant, text) => {
  const plain = (shown: string) => shown.replaceAll('\u00a0', ' ').replace(/(?<=^\w{3}),/, '')
  expect(plain(renderToStaticMarkup(createElement(Shown, { instant })))).toBe(text)
})
