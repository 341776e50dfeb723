import { errorText } from '../../shared/api/error-text.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Alert } from '../../shared/ui/alert.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import type { useQuote } from './quote-query.ts'

/** The new price, and the charge or refund of the difference. */
export function MovePrice({ quote, zone }: { quote: ReturnType<typeof useQuote>; zone: string }) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const { t: common } = useTranslation()
  if (quote.error) return <Alert>{errorText(quote.error, common)}</Alert>
  if (!quote.data) return <Loading lines={1} />
  const { currency, move = { charge: 0, refund: 0 } } = quote.data
  const messageKey = move.charge > 0 ? 'move.charges' : move.refund > 0 ? 'move.refunds' : 'move.costsNothing'
  return (
    <div className="grid gap-3">
      <QuoteLines quote={quote.data} zone={zone} />
      <p className="rounded-lg bg-sunken px-3 py-2.5 font-medium" role="status">
        {t(messageKey, { amount: format.money(move.charge || move.refund, currency) })}
      </p>
    </div>
  )
}
