import { hasPriceChanged, problemOf } from '../../shared/api/problem.ts'
import type { Quote } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'

/** The new price after a `price_changed`; null for any other error. */
export const newQuoteOf = (error: unknown): Quote | null =>
  hasPriceChanged(error) ? (problemOf(error)?.quote as Quote) : null

/** Nothing was booked or moved; the price lines are fetched again, and the button names the new price. */
export function PriceChanged({ quote }: { quote: Quote }) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  return (
    <Alert>
      <p className="font-medium">
        {t('priceChanged.title', { price: format.money(quote.total, quote.currency) })}
      </p>
      <p>{t('priceChanged.text')}</p>
    </Alert>
  )
}
