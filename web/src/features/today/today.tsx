import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useSpaces } from '../../shared/api/catalogue.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { addDays, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { DateField } from '../../shared/ui/date-field.tsx'
import { SelectField } from '../../shared/ui/field.tsx'
import { EmptyState, Loaded, together } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { ZoneNote } from '../../shared/ui/zone-note.tsx'
import { BoardView } from './board-view.tsx'
import { dayWindow, useDayBookings, useDayOfSpaces } from './day-query.ts'
import { DayTimeline, type Slot } from './timeline.tsx'
import { Vacancies } from './vacancies.tsx'

type Handlers = {
  onOpen: (booking: BookingListItem) => void
  onBook: (spaceId: string, startsAt: number, minutes?: number) => void
  onMove: (booking: BookingListItem, target: Slot) => void
}
type Props = Handlers & {
  location: Location
  /** The day of the timeline; today where none is given. */
  date: string | undefined
  onDate: (date: string | undefined) => void
}

export function Today({ location, date, onDate, ...handlers }: Props) {
  const today = wallClock(useNow(), location.timeZone).date
  return (
    <>
      <ZoneNote zone={location.timeZone} />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <DayView {...{ location, today, onDate }} date={date ?? today} {...handlers} />
        <Now {...{ location, today }} {...handlers} />
      </div>
    </>
  )
}

function Now({ location, today, onOpen, onBook }: Handlers & { location: Location; today: string }) {
  const bookings = useDayBookings(location, today)
  return (
    <div className="grid gap-4">
      <Loaded query={bookings} lines={2}>
        {(items) => <BoardView {...{ location, onOpen }} bookings={items} />}
      </Loaded>
      <Vacancies {...{ location, today, onBook }} />
    </div>
  )
}

type DayProps = Handlers & {
  location: Location
  today: string
  date: string
  onDate: (date: string | undefined) => void
}

function DayView({ location, today, date, onDate, ...handlers }: DayProps) {
  const { t } = useTranslation(['today', 'common'])
  const format = useFormat()
  const bookings = useDayBookings(location, date)
  const days = useDayOfSpaces(location, date)
  const spaces = useSpaces(location.id)
  const { from, to } = dayWindow(date, location.timeZone)
  const [kind, setKind] = useState('')
  const kinds = [...new Set(spaces.data?.map(({ type }) => type))]
  const go = (day: string) => onDate(day === today ? undefined : day)
  return (
    <section aria-labelledby="day" className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h2 id="day" aria-live="polite" className="text-lg font-semibold">
          {t('dayTitle', { day: format.calendarDay(date) })}
        </h2>
        <div className="flex flex-wrap items-end gap-2">
          {kinds.length > 1 && (
            <SelectField
              name="kind"
              label={t('kind')}
              value={kind}
              onChange={(event) => setKind(event.target.value)}
            >
              <option value="">{t('anyKind')}</option>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {t(`common:spaceType.${each}`)}
                </option>
              ))}
            </SelectField>
          )}
          <Button
            look="secondary"
            size="icon"
            aria-label={t('dayBefore')}
            onClick={() => go(addDays(date, -1))}
          >
            <ChevronLeft aria-hidden />
          </Button>
          <DateField name="date" label={t('day')} value={date} onChange={go} />
          <Button
            look="secondary"
            size="icon"
            aria-label={t('dayAfter')}
            onClick={() => go(addDays(date, 1))}
          >
            <ChevronRight aria-hidden />
          </Button>
          {date !== today && (
            <Button look="secondary" onClick={() => onDate(undefined)}>
              {t('today')}
            </Button>
          )}
        </div>
      </div>
      <Loaded query={together({ spaces, days, bookings })}>
        {(known) =>
          known.spaces.length === 0 ? (
            <EmptyState title={t('noSpaces')}>{t('noSpacesText')}</EmptyState>
          ) : (
            <DayTimeline
              day={{ start: Date.parse(from), end: Date.parse(to) }}
              location={location}
              {...known}
              spaces={known.spaces.filter(({ type }) => kind === '' || type === kind)}
              {...handlers}
            />
          )
        }
      </Loaded>
      <Legend />
    </section>
  )
}

function Legend() {
  const { t } = useTranslation('today')
  return <p className="text-sm text-soft">{t('legend')}</p>
}
