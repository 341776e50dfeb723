import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { lastResponseAt, useIsOffline } from '../shared/api/connection.ts'
import { useFormat } from '../shared/format/use-format.ts'
import { viewerZone } from '../shared/format/zoned.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { useNow } from '../shared/ui/use-now.ts'
import { oldestDataAt, outdatedDataAt } from './data-age.ts'

/**
 * Says when the shown data was read, while the service cannot be reached, or responds but fails to send newer data. It goes away by itself,
 * and queries run again when the service can be reached.
 */
export function OfflineNotice() {
  const queries = useQueryClient()
  const isOffline = useIsOffline()
  const outdatedAt = useSyncExternalStore(
    (listener) => queries.getQueryCache().subscribe(listener),
    () => outdatedDataAt(queries),
    () => null,
  )
  if (isOffline) return <Offline />
  return outdatedAt === null ? null : <Notice textKey="outdated" at={outdatedAt} />
}

function Offline() {
  const queries = useQueryClient()
  // Renders again when the page changes, because the age depends on the queries of the page.
  useLocation()
  useNow(2_000)
  return <Notice textKey="offline" at={Math.min(lastResponseAt(), oldestDataAt(queries) ?? Infinity)} />
}

function Notice({ textKey, at }: { textKey: 'offline' | 'outdated'; at: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-wash px-4 py-1.5 text-sm text-warn"
    >
      <CloudOff aria-hidden size={16} className="shrink-0" />
      {t(textKey, { time: format.timeWithDay(at, viewerZone()) })}
    </p>
  )
}
