import { describe, expect, it, vi } from 'vitest'
import { currencies } from '../../../../server/src/shared/currency.ts'
import { type Language, localeOf } from '../i18n/language.ts'
import { formatMoney, parseMoney, typedExample, typedMoney } from './money.ts'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('formatMoney', () => {
  it('writes minor units as the language writes that currency, with a fraction only where there is one', () => {
    expect(plain(formatMoney(120_000, 'RUB', 'ru'))).toBe('1 200 ₽')
    expect(plain(formatMoney(120_050, 'RUB', 'ru'))).toBe('1 200,50 ₽')
    expect(plain(formatMoney(120_050, 'EUR', 'en'))).toBe('€1,200.50')
  })

  it('knows currencies without minor units and with three digits', () => {
    expect(plain(formatMoney(1_200, 'JPY', 'en'))).toBe('¥1,200')
    expect(plain(formatMoney(1_234, 'KWD', 'en'))).toBe('KWD 1.234')
  })

  it("writes ISO's digits of every currency, whatever the browser would", () => {
    expect(plain(formatMoney(123_456, 'HUF', 'en'))).toBe('Ft 1,234.56')
    expect(plain(formatMoney(123_456, 'IQD', 'en'))).toBe('IQD 123.456')
    expect(plain(formatMoney(123_456, 'CLF', 'en'))).toBe('CLF 12.3456')
    expect(plain(formatMoney(100, 'HUF', 'en'))).toBe('Ft 1')
  })

  it('puts a sign before positive and negative amounts on request, and none before 0', () => {
    expect(plain(formatMoney(-500, 'RUB', 'ru', true))).toBe('−5 ₽')
    expect(plain(formatMoney(500, 'RUB', 'ru', true))).toBe('+5 ₽')
    expect(plain(formatMoney(0, 'RUB', 'ru', true))).toBe('0 ₽')
  })
})

describe('parseMoney', () => {
  it('reads what people type, spaces and commas included', () => {
    expect(parseMoney('1 200,5', 'RUB')).toBe(120_050)
    expect(parseMoney('1\u00a0200.50', 'RUB')).toBe(120_050)
    expect(parseMoney('-3', 'RUB')).toBe(-300)
    expect(parseMoney('1200', 'JPY')).toBe(1_200)
  })

  it('reads an amount with a fraction as it is shown, with the sign of its own currency only', () => {
    for (const [currency, language] of [
      ['RUB', 'ru'],
      ['RUB', 'en'],
      ['EUR', 'en'],
      ['KWD', 'en'],
      ['JPY', 'ru'],
      ['XOF', 'ru'],
      ['USD', 'en'],
    ] as const)
      for (const amount of [123_450, -50])
        for (const locale of [language, localeOf(language)]) {
          const shown = formatMoney(amount, currency, locale, true)
          expect(parseMoney(shown, currency, language), shown).toBe(amount)
        }
    for (const text of ['$50', '₽1₽2', '₽₽50']) expect(parseMoney(text, 'RUB'), text).toBeNull()
  })

  it('reads separators of thousands where it is certain that they are, and never guesses', () => {
    expect(parseMoney('1,200.50', 'USD')).toBe(120_050)
    expect(parseMoney('1.200,50', 'EUR')).toBe(120_050)
    expect(parseMoney('-1,234,567', 'USD')).toBe(-123_456_700)
    expect(parseMoney('1,234,567', 'JPY')).toBe(1_234_567)
    expect(parseMoney('1,200.500', 'KWD')).toBe(1_200_500)
    for (const text of ['1,200', '12,00.50', '1,200.505', '1,200,50', '1.200.50', ',200.50', '1,200.'])
      expect(parseMoney(text, 'USD'), text).toBeNull()
  })

  it.each<[string, Language, Record<string, number | null>]>([
    ['1,200', 'en', { USD: null, JPY: null, KWD: null, CLF: null }],
    ['1.200', 'en', { USD: null, JPY: null, KWD: 1_200, CLF: 12_000 }],
    ['1,200', 'ru', { USD: null, JPY: null, KWD: 1_200, CLF: 12_000 }],
    ['1.200', 'ru', { USD: null, JPY: null, KWD: null, CLF: null }],
    ['-1,200', 'en', { KWD: null }],
    ['0,200', 'en', { KWD: 200 }],
    ['1200,500', 'en', { KWD: 1_200_500 }],
    ['1,20', 'en', { KWD: 1_200 }],
    ['1 200,500', 'en', { KWD: 1_200_500 }],
  ])('reads %s in %s only where the separator cannot be one of thousands', (text, language, amounts) => {
    for (const [currency, amount] of Object.entries(amounts))
      expect(parseMoney(text, currency, language), currency).toBe(amount)
  })

  it('reads the example of the message about a text that cannot be read', () => {
    expect(typedExample('USD', 'en')).toBe('1200.50')
    expect(typedExample('JPY', 'ru')).toBe('1200')
    for (const language of ['en', 'ru'] as const)
      for (const currency of currencies)
        expect(parseMoney(typedExample(currency, language), currency, language), currency).not.toBeNull()
  })

  it('refuses text that is no amount of that currency', () => {
    for (const text of ['', 'abc', '1.2.3', '1,005', '--1', '1e3'])
      expect(parseMoney(text, 'RUB'), text).toBeNull()
    expect(parseMoney('1.5', 'JPY')).toBeNull()
  })

  it('reads back the text of a field', () => {
    expect(typedMoney(120_050, 'RUB', 'ru')).toBe('1200,50')
    expect(typedMoney(120_000, 'RUB', 'en')).toBe('1200')
    for (const language of ['en', 'ru'] as const)
      for (const currency of currencies)
        expect(parseMoney(typedMoney(1_234_567, currency, language), currency, language)).toBe(1_234_567)
  })

  // English is written with a decimal comma in some of these regions.
  it.each(['en-GB', 'en-AT', 'en-ZA', 'ru-RU'])(
    'reads back the text of a field in a browser of %s',
    (region) => {
      vi.stubGlobal('navigator', { languages: [region] })
      const language = region.slice(0, 2) as Language
      for (const currency of currencies)
        for (const amount of [0, 5, 1_500, 12_500, 123_456, 1_234_567, -1_500])
          expect(parseMoney(typedMoney(amount, currency, language), currency, language), currency).toBe(
            amount,
          )
      vi.unstubAllGlobals()
    },
  )

  it('reads back every amount that is written', () => {
    for (const currency of currencies)
      for (const amount of [0, 1, 99, 100, 12_345, -12_345, 1_000_000_000_000])
        expect(
          parseMoney(formatMoney(amount, currency, 'ru').replace(/[^\d\s,−]/gu, ''), currency, 'ru'),
        ).toBe(amount)
  })
})
