import { CloudOff } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { useFormat } from '../shared/format/use-format.ts'
import { viewerZone } from '../shared/format/zoned.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'

function subscribe(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

const isOnline = () => navigator.onLine

/** Shown while the browser has no network: says that the data may be old. Queries run again by themselves once it is back. */
export function OfflineNote() {
  const online = useSyncExternalStore(subscribe, isOnline, () => true)
  return online ? null : <Note />
}

function Note() {
  const { t } = useTranslation()
  const format = useFormat()
  const [since] = useState(Date.now)
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-wash px-4 py-1.5 text-sm text-warn max-md:fixed max-md:inset-x-0 max-md:top-0 max-md:z-30"
    >
      <CloudOff aria-hidden size={16} className="shrink-0" />
      {t('offline', { time: format.time(since, viewerZone()) })}
    </p>
  )
}
