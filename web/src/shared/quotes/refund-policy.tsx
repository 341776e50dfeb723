import type { Quote } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { refundDeadlines } from './refund-deadlines.ts'

type Props = {
  quote: Pick<Quote, 'total' | 'cancellation'>
  zone: string
  /** Of a booking that exists: the refund if it is cancelled now. */
  refundNow?: number
}

/** The refund on a cancellation, and its deadline, in one sentence. */
export function RefundPolicy({ quote, zone, refundNow }: Props) {
  const { t } = useTranslation('quotes')
  const format = useFormat()
  const { ahead, text } = refundDeadlines(quote, Date.now(), refundNow)
  if (text === null) return null
  const parts = ahead.map(({ until, refundPercent }) => {
    const when = `${format.day(until, zone)}, ${format.time(until, zone)}`
    return refundPercent === 100
      ? t('refundAll', { until: when })
      : t('refundPart', { until: when, percent: refundPercent })
  })
  return <p className="text-sm text-soft">{t(text, { parts: parts.join('; ') })}</p>
}
