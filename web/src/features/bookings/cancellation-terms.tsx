import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'

/** The refunds of the policy of a booking that can be cancelled; of one that is not paid yet, they apply only after the payment. */
export function CancellationTerms({ booking, zone }: { booking: Booking; zone: string }) {
  const { t } = useTranslation('bookings')
  const { status, quote, refundNow } = booking
  return (
    <>
      {status === 'awaiting_payment' && <p className="text-sm text-soft">{t('unpaidTerms')}</p>}
      <RefundPolicy {...{ quote, zone, refundNow }} />
    </>
  )
}
