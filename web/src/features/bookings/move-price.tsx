import { useTranslation } from 'react-i18next'
import { errorText } from '../../shared/api/error-text.ts'
import type { Booking } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Alert } from '../../shared/ui/alert.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import { hasStarted, moveDifference } from './booking-rules.ts'
import { type Slot, useQuote } from './quote-query.ts'

/** The new price, and what of the difference is charged or comes back. */
export function MovePrice({ booking, slot, zone }: { booking: Booking; slot: Slot; zone: string }) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const quote = useQuote(slot)
  const { t: common } = useTranslation()
  // A running booking is priced from its start, which no new booking could have.
  if (hasStarted(booking, Date.now())) return <p className="text-sm text-soft">{t('move.runningPrice')}</p>
  if (quote.error) return <Alert>{errorText(quote.error, common)}</Alert>
  if (!quote.data) return <Loading lines={1} />
  const difference = moveDifference(booking, quote.data.total)
  const amount = format.money(Math.abs(difference), booking.currency)
  const says = difference > 0 ? 'move.charges' : difference < 0 ? 'move.refunds' : 'move.costsNothing'
  return (
    <div className="grid gap-3">
      <QuoteLines quote={quote.data} zone={zone} />
      <p className="rounded-lg bg-sunken px-3 py-2.5 font-medium" role="status">
        {t(says, { amount })}
      </p>
    </div>
  )
}
