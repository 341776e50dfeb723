import { useTranslation } from '../i18n/use-translation.ts'
import type { BlockLabels } from './day-blocks.ts'

/** The labels of the blocks that are not bookings. */
export function useBlockLabels(): BlockLabels {
  const { t } = useTranslation('find')
  return {
    free: t('timeline.free'),
    busy: t('timeline.busy'),
    closed: t('timeline.closed'),
    past: t('timeline.past'),
    buffer: t('timeline.buffer'),
    short: t('timeline.short'),
    tooLate: t('timeline.tooLate'),
    tooEarly: t('timeline.tooEarly'),
    unavailable: t('timeline.unavailable'),
  }
}
