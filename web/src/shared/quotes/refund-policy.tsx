import type { Quote } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { refundsAt } from './refunds-at.ts'

/** The refund on a cancellation, and its deadline, in one sentence. */
export function RefundPolicy({ cancellation, zone }: { cancellation: Quote['cancellation']; zone: string }) {
  const { t } = useTranslation('quotes')
  const format = useFormat()
  const { ahead, areOver } = refundsAt(cancellation, Date.now())
  if (ahead.length === 0)
    return <p className="text-sm text-soft">{t(areOver ? 'refundsAreOver' : 'noRefund')}</p>
  const parts = ahead.map(({ until, refundPercent }) => {
    const when = `${format.day(until, zone)}, ${format.time(until, zone)}`
    return refundPercent === 100
      ? t('refundAll', { until: when })
      : t('refundPart', { until: when, percent: refundPercent })
  })
  return <p className="text-sm text-soft">{t('refund', { parts: parts.join(', ') })}</p>
}
