import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'

/** The refunds of a cancellation by the booking's policy. Before the booking is paid, a note says that they apply only after the payment. */
export function CancellationRefunds({ booking, zone }: { booking: Booking; zone: string }) {
  const { t } = useTranslation('bookings')
  const { status, quote, refundNow } = booking
  return (
    <>
      {status === 'awaiting_payment' && <p className="text-sm text-soft">{t('unpaidTerms')}</p>}
      <RefundPolicy {...{ quote, zone, refundNow }} />
    </>
  )
}
