import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { type Ranges, vacanciesOf } from './board.ts'
import { stepMs } from './scale.ts'

type Props = {
  zone: string
  now: number
  spaces: Space[]
  days: { spaceId: string; free: Ranges }[]
  onBook: (spaceId: string, startsAt: number) => void
}

const shown = 10

/** What can be given to who stands at the desk: the space, and until when. */
export function Vacancies({ zone, now, spaces, days, onBook }: Props) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const [isLong, setLong] = useState(false)
  const free = vacanciesOf(days, now)
  const names = new Map(spaces.map((space) => [space.id, space.name]))
  return (
    <Card aria-label={t('free')} className="grid gap-3">
      <h2 className="flex items-center gap-3 font-semibold">
        {t('free')}
        <Badge tone={free.length > 0 ? 'brand' : 'plain'}>{free.length}</Badge>
      </h2>
      {free.length === 0 && <p className="text-soft">{t('nothingFree')}</p>}
      <ul className="flex flex-wrap gap-2">
        {free.slice(0, isLong ? undefined : shown).map(({ spaceId, until }) => (
          <li key={spaceId}>
            <button
              type="button"
              onClick={() => onBook(spaceId, Math.floor(now / stepMs) * stepMs)}
              className="grid min-h-11 rounded-lg border border-edge px-3 py-1 text-left hover:bg-sunken"
            >
              <span className="text-sm font-medium wrap-anywhere">{names.get(spaceId)}</span>
              <span className="text-xs text-soft">{t('until', { time: format.time(until, zone) })}</span>
            </button>
          </li>
        ))}
        {!isLong && free.length > shown && (
          <li>
            <Button look="quiet" onClick={() => setLong(true)}>
              {t('allFree', { count: free.length })}
            </Button>
          </li>
        )}
      </ul>
    </Card>
  )
}
