import { Globe } from 'lucide-react'
import { useFormat } from '../format/use-format.ts'
import { minutesAheadOfViewer } from '../format/zoned.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** Names the zone of the shown times, where the viewer's own clock differs. */
export function ZoneNotice({ zone, at }: { zone: string; at?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ahead = minutesAheadOfViewer(zone, at)
  if (ahead === 0) return null
  const length = format.length(Math.abs(ahead))
  return (
    <p className="flex items-start gap-2 text-sm text-soft">
      <Globe aria-hidden size={16} className="mt-0.5 shrink-0" />
      {t(ahead > 0 ? 'zone.ahead' : 'zone.behind', { zone: format.zone(zone, at), length })}
    </p>
  )
}
