import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTariffs } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { rangeOf } from '../../shared/timeline/day-blocks.ts'
import { loadedRange, withDayAround } from '../../shared/timeline/fetch-times-of-spaces.ts'
import { dayRange, overlaps, type Range } from '../../shared/timeline/scale.ts'
import { DateTimeFields } from '../../shared/ui/date-time-fields.tsx'
import { SelectField } from '../../shared/ui/field.tsx'
import { LengthSelect } from '../../shared/ui/length-select.tsx'

/** `from` is the instant that date and time were read from. */
export type Target = { spaceId: string; date: string; time: string; from: number; minutes: number }

type Props = {
  target: Target
  booking: Booking
  zone: string
  spaces: Space[]
  /** The space of the booking, also where it is not active. */
  currentSpace: OfferedSpace | undefined
  onChange: (target: Target) => void
}

type OfferedSpace = Pick<Space, 'id' | 'name' | 'type'>

/**
 * The spaces that a move offers: all of the type of the booking's space, or of a chosen space (`ids`). The booking's space (`current`) is one of them
 * also where it is not among the active spaces, so that its booking can be moved to another space. Pure.
 */
export function spacesOfSameTypes(
  activeSpaces: OfferedSpace[],
  current: OfferedSpace | undefined,
  ids: string[],
): OfferedSpace[] {
  const isActive = activeSpaces.some(({ id }) => id === current?.id)
  const spaces = current && !isActive ? [current, ...activeSpaces] : activeSpaces
  const types = new Set(spaces.filter(({ id }) => ids.includes(id)).map(({ type }) => type))
  return spaces.filter(({ type }) => types.has(type))
}

/** The free times of a day: `start` within the day, `end` null where the time goes on behind all that is loaded. Pure. */
export const freeTimesOf = (
  free: readonly { startsAt: string; endsAt: string }[],
  { day, loaded }: { day: Range; loaded: Range },
): { start: number; end: number | null }[] =>
  free
    .map(rangeOf)
    .filter((range) => overlaps(range, day))
    .map(({ start, end }) => ({
      start: Math.max(start, day.start),
      end: end < loaded.end ? end : null,
    }))

/** After the start only the end can change, so only the length can be chosen. */
export function MoveTarget({ target, booking, zone, spaces, currentSpace, onChange }: Props) {
  const { t } = useTranslation('bookings')
  const started = booking.actions.includes('extend')
  // A booking can be dragged to a space of another type.
  const [firstSpaceId] = useState(target.spaceId)
  const tariffId = spaces.find(({ id }) => id === target.spaceId)?.tariffId
  const tariff = useTariffs(booking.locationId).data?.find(({ id }) => id === tariffId)
  const chosenIds = [booking.spaceId, firstSpaceId, target.spaceId]
  const offeredSpaces = spacesOfSameTypes(spaces, currentSpace, chosenIds)
  return (
    <>
      {!started && (offeredSpaces.length > 1 || target.spaceId !== booking.spaceId) && (
        <SelectField
          name="spaceId"
          label={t('move.space')}
          value={target.spaceId}
          onChange={(event) => onChange({ ...target, spaceId: event.target.value })}
        >
          {offeredSpaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-3 sm:grid-cols-3">
        {!started && (
          <DateTimeFields
            value={target}
            zone={zone}
            labels={{ date: t('move.day'), time: t('move.time') }}
            onChange={(part) => onChange({ ...target, ...part })}
            step={tariff?.stepMinutes}
          />
        )}
        <LengthSelect
          tariff={tariff}
          name="endsAt"
          label={t('move.length')}
          value={target.minutes}
          onChange={(minutes) => onChange({ ...target, minutes })}
        />
      </div>
      {!started && <FreeThatDay {...{ target, booking, zone }} />}
    </>
  )
}

type FreeThatDayProps = Pick<Props, 'target' | 'booking' | 'zone'>

function FreeThatDay({ target: { spaceId, date }, booking, zone }: FreeThatDayProps) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const day = dayRange(date, zone)
  const shown = { from: new Date(day.start).toISOString(), to: new Date(day.end).toISOString() }
  const { data } = useQuery({
    queryKey: ['day', 'space', spaceId, shown.from],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/spaces/{id}/availability', {
          // With the next day, because a booking may end after midnight.
          params: { path: { id: spaceId }, query: withDayAround(shown) },
        }),
      ),
  })
  if (!data) return null
  const free = freeTimesOf(data.free, { day, loaded: loadedRange(shown) }).map(({ start, end }) => {
    if (end === null) return t('move.freeFrom', { time: format.time(start, zone) })
    return end <= day.end
      ? format.timeRange(start, end, zone)
      : `${format.time(start, zone)} – ${format.timeWithDay(end, zone)}`
  })
  const isOwnDay = spaceId === booking.spaceId && overlaps(rangeOf(booking), day)
  return (
    <p className="text-sm text-soft">
      {free.length > 0 ? t('move.free', { times: free.join(', ') }) : t('move.full')}
      {isOwnDay && <> {t('move.ownTime')}</>}
    </p>
  )
}
