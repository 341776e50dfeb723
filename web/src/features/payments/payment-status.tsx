import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Payment } from '../../shared/payments/payment-query.ts'
import { Badge } from '../../shared/ui/card.tsx'

const tones = {
  pending: 'warn',
  succeeded: 'brand',
  failed: 'bad',
  expired: 'plain',
} as const satisfies Record<Payment['status'], string>

export function PaymentStatus({ payment: { status, disputed, receivedAmount } }: { payment: Payment }) {
  const { t } = useTranslation('payments')
  // `receivedAmount` is null unless another amount or currency than requested has arrived.
  const isMismatch = receivedAmount !== null
  return (
    <>
      <Badge tone={tones[status]}>{isMismatch ? t('mismatch.status') : t(`status.${status}`)}</Badge>
      {disputed && <Badge tone="bad">{t('disputed')}</Badge>}
    </>
  )
}
