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
  return (
    <>
      <Badge tone={tones[status]}>
        {receivedAmount === null ? t(`status.${status}`) : t('mismatch.status')}
      </Badge>
      {disputed && <Badge tone="bad">{t('disputed')}</Badge>}
    </>
  )
}
