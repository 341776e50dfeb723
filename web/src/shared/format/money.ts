import { isCurrency, minorDigits } from '../../../../server/src/shared/currency.ts'
import { currencySign, formatMoney } from '../../../../server/src/shared/money.ts'

/** The service's currencies: `isCurrency` says whether a code is accepted; its responses may contain older codes, too. */
export { currencySign, formatMoney, isCurrency, minorDigits }

/** The amount in the currency's main unit, for a spreadsheet. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency)

/** The amount as a user would type it into a field: `1200,50`, which `parseMoney` reads. */
export function typedMoney(minor: number, currency: string, language: string): string {
  const digits = minorDigits(currency)
  return new Intl.NumberFormat(language, {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(toMajor(minor, currency))
}

// A separator is a separator of thousands for certain where another one follows it: `1,200.50`, `1.200,50`, `1,200,000`.
const grouped = [/^-?\d{1,3}(,\d{3})+(\.\d+)?$/, /^-?\d{1,3}(\.\d{3})+(,\d+)?$/] as const

/** The text without separators of thousands. A single separator (`1,200`) may be the decimal one, and stays. */
function withoutGroups(text: string): string {
  const [byCommas, byPoints] = grouped.map((pattern) => pattern.test(text) && /[,.].*[,.]/.test(text))
  if (byCommas) return text.replaceAll(',', '')
  return byPoints ? text.replaceAll('.', '') : text
}

/** The amount that a user typed (`1 200,50`, `1,200.50`) in the minor unit, or null where it is no amount. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const plain = withoutGroups(text.replaceAll(/[\s\u00a0\u202f]/g, '').replace('−', '-')).replace(',', '.')
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const [, minus, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return minus && minor !== 0 ? -minor : minor
}
