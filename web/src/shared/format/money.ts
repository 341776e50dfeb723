import { isCurrency, minorDigits } from '../../../../server/src/shared/currency.ts'
import { currencySign, formatMoney } from '../../../../server/src/shared/money.ts'
import { currentLanguage, type Language, localeOf } from '../i18n/language.ts'

/** The service's currencies: `isCurrency` says whether a code is accepted; its responses may contain older codes, too. */
export { currencySign, formatMoney, isCurrency, minorDigits }

/** The amount in the currency's main unit, for a spreadsheet. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency)

/**
 * The amount as a user would type it into a field: `1200,50`, which `parseMoney` reads. Where `1.500` is ambiguous, it is `0001.500`: four digits
 * before the separator are not a group of thousands.
 */
export function typedMoney(minor: number, currency: string, language: Language): string {
  const digits = minorDigits(currency)
  const textOf = (minimumIntegerDigits: number) =>
    new Intl.NumberFormat(language, {
      minimumIntegerDigits,
      useGrouping: false,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      trailingZeroDisplay: 'stripIfInteger',
    }).format(toMajor(minor, currency))
  const text = textOf(1)
  return isAmbiguous(text, language) ? textOf(4) : text
}

const decimalSeparator = (locale: string) => new Intl.NumberFormat(locale).format(0.5).at(1)

// A separator is a separator of thousands for certain where another one follows it: `1,200.50`, `1.200,50`, `1,200,000`.
const grouped = [/^-?\d{1,3}(,\d{3})+(\.\d+)?$/, /^-?\d{1,3}(\.\d{3})+(,\d+)?$/] as const

/**
 * Whether the only separator may be one of thousands or the decimal one: in English `1,200` Kuwaiti dinars, whose fraction has three digits. The
 * decimal separator of the language is never one of thousands, unless the screen is written for a region where it is (`localeOf`).
 */
function isAmbiguous(text: string, language: Language): boolean {
  const [, separator] = /^-?[1-9]\d{0,2}([.,])\d{3}$/.exec(text) ?? []
  const decimals = [language, localeOf(language)].map(decimalSeparator)
  return separator !== undefined && decimals.some((decimal) => decimal !== separator)
}

/** The text without separators of thousands. A single separator (`1,200`) may be the decimal one, and stays. */
function withoutGroups(text: string): string {
  const [byCommas, byPoints] = grouped.map((pattern) => pattern.test(text) && /[,.].*[,.]/.test(text))
  if (byCommas) return text.replaceAll(',', '')
  return byPoints ? text.replaceAll('.', '') : text
}

/** An amount such as `1200.50`, as it is typed in this language and currency. */
export const typedExample = (currency: string, language: Language): string => {
  const digits = minorDigits(currency)
  return typedMoney(1_200 * 10 ** digits + Math.floor(10 ** digits / 2), currency, language)
}

const compact = (text: string) => text.replaceAll(/\s/g, '')

/**
 * The amount that a user typed or copied (`1 200,50`, `1,200.50`, `+€1,200.50`) in the minor unit, or null where it is no amount, or where the
 * text can be read as two different amounts.
 */
export function parseMoney(
  text: string,
  currency: string,
  language: Language = currentLanguage(),
): number | null {
  const digits = minorDigits(currency)
  // As the screen writes it, which may be for another region: in Australia `Kr1,200.50`, elsewhere `kr`.
  const signs = new Set(
    [localeOf(language), language].map((locale) => compact(currencySign(currency, locale))),
  )
  const signed = compact(text)
    .replace('−', '-')
    .replace(/^\+(?!-)/, '')
  const withoutSpaces = [...signs].reduce((rest, sign) => rest.replace(sign, ''), signed)
  if (isAmbiguous(withoutSpaces, language)) return null
  const plain = withoutGroups(withoutSpaces).replace(',', '.')
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const [, minus, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return minus && minor !== 0 ? -minor : minor
}
