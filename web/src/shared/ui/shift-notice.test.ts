import { expect, it } from 'vitest'
import { isCashRefused, shiftTextKey, wasShiftClosed } from './shift-notice.tsx'

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

it.each([
  ['inShift', null, true],
  ['inShift', 'a shift', false],
  ['noShift', null, false],
  [undefined, null, false],
] as const)(
  'After the text %s, an entry in the shift %s has fallen out of one: %s',
  (textKey, shiftId, closed) => {
    expect(wasShiftClosed(textKey, { shiftId })).toBe(closed)
  },
)
