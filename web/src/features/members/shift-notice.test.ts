import { expect, it } from 'vitest'
import { isCashRefused, shiftTextKey } from './shift-notice.tsx'

it.each([
  { requiresShift: false, shift: { currency: 'RUB' }, text: 'inShift' },
  { requiresShift: false, shift: { currency: 'EUR' }, text: 'otherCurrency' },
  { requiresShift: true, shift: { currency: 'EUR' }, text: 'otherCurrencyRefused' },
  { requiresShift: false, shift: null, text: 'noShift' },
  { requiresShift: true, shift: null, text: 'shiftNeeded' },
])(
  'For cash in RUB, with the shift $shift and requiresShift $requiresShift, the text is $text',
  ({ requiresShift, shift, text }) => {
    const textKey = shiftTextKey({ requiresShift }, shift, 'RUB')
    expect(textKey).toBe(text)
    expect(isCashRefused(textKey)).toBe(requiresShift && text !== 'inShift')
  },
)
