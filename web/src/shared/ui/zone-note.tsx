import { Globe } from 'lucide-react'
import { useFormat } from '../format/use-format.ts'
import { differsFromViewer } from '../format/zoned.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** Says whose clock the times are by, where the viewer's own reads otherwise. */
export function ZoneNote({ zone, at }: { zone: string; at?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!differsFromViewer(zone, at)) return null
  return (
    <p className="flex items-start gap-2 text-sm text-soft">
      <Globe aria-hidden size={16} className="mt-0.5 shrink-0" />
      {t('zone.note', { zone: format.zone(zone, at) })}
    </p>
  )
}
