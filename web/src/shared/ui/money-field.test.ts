import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { MoneyField } from './money-field.tsx'

it('A field for an amount that may be negative has all keys of a phone', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  const render = (isSigned: boolean) =>
    renderToStaticMarkup(
      createElement(MoneyField, { name: 'amount', label: 'Amount', value: '', currency: 'USD', isSigned }),
    )
  expect(render(true)).toContain('inputMode="text"')
  expect(render(false)).toContain('inputMode="decimal"')
})

it('A field for an amount says how to write one where its text cannot be read or is ambiguous, in place of its hint', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  const render = (value: string, currency: string) =>
    renderToStaticMarkup(
      createElement(MoneyField, { name: 'amount', label: 'Amount', hint: 'At most 500', value, currency }),
    )
  const readable = [
    ['', 'KWD'],
    ['1200', 'KWD'],
    ['1.200', 'KWD'],
    ['1,200.50', 'USD'],
  ] as const
  for (const [text, currency] of readable) expect(render(text, currency), text).toContain('At most 500')
  const unreadable = [
    ['1,200', 'KWD'],
    ['1,200', 'USD'],
    ['1,200', 'JPY'],
    ['abc', 'USD'],
  ] as const
  // No texts are loaded here: each is its key.
  for (const [text, currency] of unreadable) expect(render(text, currency), text).toContain('>error.amount<')
})
