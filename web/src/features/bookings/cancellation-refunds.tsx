import type { Booking } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'
import { mentionsRefund } from './cancellation-text-key.ts'

/**
 * The refunds of a cancellation by the booking's policy. A note says that they apply only after the payment of an unpaid booking, and only
 * after the approval of a request, with what is refunded until then.
 */
export function CancellationRefunds({ booking, zone }: { booking: Booking; zone: string }) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const { status, quote, refundNow, currency } = booking
  const isRequest = status === 'pending' && mentionsRefund(booking)
  return (
    <>
      {status === 'awaiting_payment' && <p className="text-sm text-soft">{t('unpaidTerms')}</p>}
      {isRequest && (
        <p className="text-sm text-soft">
          {t('pendingTerms', { refund: format.money(refundNow, currency) })}
        </p>
      )}
      <RefundPolicy quote={quote} zone={zone} {...(!isRequest && { refundNow })} />
    </>
  )
}
