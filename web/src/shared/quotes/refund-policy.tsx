import type { Quote } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** The refund on a cancellation, and its deadline, in one sentence. */
export function RefundPolicy({ cancellation, zone }: { cancellation: Quote['cancellation']; zone: string }) {
  const { t } = useTranslation('quotes')
  const format = useFormat()
  const ahead = cancellation.filter(
    ({ until, refundPercent }) => Date.parse(until) > Date.now() && refundPercent > 0,
  )
  if (ahead.length === 0) return <p className="text-sm text-soft">{t('noRefund')}</p>
  const parts = ahead.map(({ until, refundPercent }) => {
    const when = `${format.day(until, zone)}, ${format.time(until, zone)}`
    return refundPercent === 100
      ? t('refundAll', { until: when })
      : t('refundPart', { until: when, percent: refundPercent })
  })
  return <p className="text-sm text-soft">{t('refund', { parts: parts.join(', ') })}</p>
}
