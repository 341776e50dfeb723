import { useState } from 'react'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import type { Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { catalogueRefetch, useTimesOfSpaces } from './day-query.ts'
import { endTextKey, type FreeSpace, isOpenAt, spacesFreeNow } from './front-desk-lists.ts'
import { useLastData } from './last-data.ts'

type Props = {
  location: Location
  onBook: (spaceId: string, startsAt: number) => void
}

const maxRows = 10

/** The spaces that staff can book for a walk-in, and until when each is free. */
export function FreeNow({ location, onBook }: Props) {
  const { t } = useTranslation('today')
  const now = useNow()
  const today = wallClock(now, location.timeZone).date
  const combined = combineQueries({
    spaces: useSpaces(location.id, catalogueRefetch),
    timesOfSpaces: useLastData(useTimesOfSpaces(location, today), location.id),
  })
  const tariffs = useTariffs(location.id, catalogueRefetch).data
  const context = { now, zone: location.timeZone, tariffs }
  const free = combined.data && spacesFreeNow(combined.data.spaces, combined.data.timesOfSpaces, context)
  return (
    <Card aria-label={t('free')} className="grid gap-3">
      <h2 className="flex items-center gap-3 font-semibold">
        {t('free')}
        {free && <Badge tone={free.length > 0 ? 'brand' : 'plain'}>{free.length}</Badge>}
      </h2>
      <Loaded query={combined} lines={1}>
        {({ spaces, timesOfSpaces }) => (
          <FreeSpaceList
            onBook={onBook}
            zone={location.timeZone}
            now={now}
            free={spacesFreeNow(spaces, timesOfSpaces, context)}
            isOpen={isOpenAt(timesOfSpaces, now)}
          />
        )}
      </Loaded>
    </Card>
  )
}

type FreeProps = {
  onBook: (spaceId: string, startsAt: number) => void
  free: FreeSpace<Space>[]
  isOpen: boolean
  now: number
  zone: string
}

function FreeSpaceList({ free, isOpen, now, zone, onBook }: FreeProps) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const [showsAll, setShowsAll] = useState(false)
  if (free.length === 0) return <p className="text-soft">{t(isOpen ? 'nothingFree' : 'closedNow')}</p>
  return (
    <ul className="flex flex-wrap gap-2">
      {free.slice(0, showsAll ? undefined : maxRows).map(({ space, until, start }) => (
        <li key={space.id}>
          <button
            type="button"
            onClick={() => onBook(space.id, start)}
            className="grid min-h-11 rounded-lg border border-edge px-3 py-1 text-left hover:bg-sunken"
          >
            <span className="text-sm font-medium wrap-anywhere">{space.name}</span>
            <span className="text-xs text-soft">
              {t(endTextKey(until, now, zone), { time: format.time(until, zone) })}
            </span>
          </button>
        </li>
      ))}
      {!showsAll && free.length > maxRows && (
        <li>
          <Button look="quiet" onClick={() => setShowsAll(true)}>
            {t('showAll', { count: free.length - maxRows })}
          </Button>
        </li>
      )}
    </ul>
  )
}
