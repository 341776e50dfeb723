import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

/** The difference between the counted and the expected cash, as a sentence. */
export function useDifference() {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  return (difference: number, currency: string): string => {
    if (difference === 0) return t('difference.none')
    const sum = format.money(Math.abs(difference), currency)
    return t(difference > 0 ? 'difference.over' : 'difference.short', { sum })
  }
}
