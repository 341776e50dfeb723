import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useNow } from '../../shared/ui/use-now.ts'

const hourMs = 3_600_000

/** The remaining time as minutes and seconds, `12:05`. Pure. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Shows until when the slot is held for its payment: the day and time, and a countdown in the last hour. */
export function HoldCountdown({ until, zone }: { until: string; zone: string }) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const left = Date.parse(until) - useNow(1_000)
  if (left <= 0) return <p className="text-sm font-medium text-bad">{t('hold.over')}</p>
  return (
    <p className="text-sm font-medium text-warn">
      {left < hourMs
        ? t('hold.left', { left: formatCountdown(left) })
        : t('hold.until', { when: format.dateTime(until, zone) })}
    </p>
  )
}
