import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { lastResponseAt, useIsOffline } from '../shared/api/connection.ts'
import { useFormat } from '../shared/format/use-format.ts'
import { viewerZone } from '../shared/format/zoned.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { useNow } from '../shared/ui/use-now.ts'

/** Shown while the service cannot be reached: says when the shown data was read. It goes away by itself, and queries run again then. */
export function OfflineNotice() {
  return useIsOffline() ? <Notice /> : null
}

function Notice() {
  const { t } = useTranslation()
  const format = useFormat()
  const queries = useQueryClient()
  // Renders again when the page changes, because the age depends on the queries of the page.
  useLocation()
  useNow(2_000)
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-wash px-4 py-1.5 text-sm text-warn"
    >
      <CloudOff aria-hidden size={16} className="shrink-0" />
      {t('offline', { time: format.time(oldestDataAt(queries), viewerZone()) })}
    </p>
  )
}

/** The first words of the keys of data that changes rarely and is kept for minutes, so that its age does not count. */
const slowlyChanging: unknown[] = ['locations', 'settings', 'spaces', 'tariffs']

/** The time when the oldest data on the screen was read. */
function oldestDataAt(queries: QueryClient): number {
  const times = queries
    .getQueryCache()
    .findAll({ type: 'active', predicate: ({ queryKey }) => !slowlyChanging.includes(queryKey[0]) })
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0)
  return Math.min(lastResponseAt(), ...times)
}
