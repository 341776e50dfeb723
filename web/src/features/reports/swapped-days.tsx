import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { isTooLong, type Period, periodBetween } from './period.ts'

/**
 * Which period the reports show, where the days of the fields are in the wrong order. Screen readers read the text of a status only where its
 * element was not hidden before.
 */
export function SwappedDays({ days }: { days: Period }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const period = periodBetween(days)
  return (
    <p role="status" className="text-sm font-medium text-warn empty:sr-only">
      {days.from > days.to &&
        !isTooLong(period) &&
        t('swapped', { period: format.calendarDays(period.from, period.to) })}
    </p>
  )
}
