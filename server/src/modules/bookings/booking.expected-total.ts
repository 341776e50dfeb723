import { formatMoney, type Money } from '../../shared/money.ts'
import type { Quote } from '../tariffs/tariff.schema.ts'
import { priceChanged } from './booking.problems.ts'

/**
 * Raises `price_changed`, with the new quote, where the price differs from `expectedTotal`, the price that the client has shown.
 * Without `expectedTotal` every price is accepted. Pure.
 */
export function assertExpectedTotal(expectedTotal: Money | undefined, quote: Quote): void {
  if (expectedTotal === undefined || expectedTotal === quote.total) return
  const text = (locale: 'en' | 'ru') =>
    [quote.total, expectedTotal].map((amount) => formatMoney(amount, quote.currency, locale))
  const [[nowEn, expectedEn], [nowRu, expectedRu]] = [text('en'), text('ru')]
  const detail = {
    en: `The price is now ${nowEn}; ${expectedEn} was expected`,
    ru: `Цена теперь ${nowRu}, а ожидалась ${expectedRu}`,
  }
  throw priceChanged(detail, { quote })
}
