import { type MouseEvent, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingListItem, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { ScrollArea } from '../../shared/ui/scroll-area.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { Block, isShown } from './block.tsx'
import type { Ranges } from './board.ts'
import { hoursOf, leftOf, placeOf, type Scale, scaleOf, stepMs, timeAt } from './scale.ts'

type SpaceDay = { spaceId: string; open: Ranges }
export type Slot = { spaceId: string; startsAt: string; endsAt: string }

type Props = {
  day: Scale
  zone: string
  spaces: Space[]
  days: SpaceDay[]
  bookings: BookingListItem[]
  onOpen: (booking: BookingListItem) => void
  onBook: (spaceId: string, startsAt: number) => void
  onMove: (booking: BookingListItem, target: Slot) => void
}

const names = 'sticky left-0 z-20 w-32 shrink-0 border-r border-line bg-surface px-2 sm:w-48 sm:px-3'

/** A day of every space: who has it when, where it is open, and where it is not. */
export function Timeline({ day, zone, spaces, days, bookings, onOpen, onBook, onMove }: Props) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const now = useNow()
  const shown = bookings.filter(isShown)
  const scale = scaleOf(
    day,
    days.flatMap(({ open }) => open),
    shown,
  )
  const hours = hoursOf(scale)
  const openOf = new Map(days.map(({ spaceId, open }) => [spaceId, open]))
  const bySpace = Map.groupBy(shown, (booking) => booking.spaceId)
  const isNow = scale.start <= now && now < scale.end
  const area = useNowInSight(scale)
  const move = (booking: BookingListItem, spaceId: string, byMs: number) => {
    const at = (instant: string) => new Date(Date.parse(instant) + byMs).toISOString()
    if (spaceId === booking.spaceId && byMs === 0) return
    onMove(booking, { spaceId, startsAt: at(booking.startsAt), endsAt: at(booking.endsAt) })
  }
  return (
    <ScrollArea
      ref={area}
      label={t('timeline')}
      className="max-h-[75dvh] rounded-xl border border-line bg-surface"
    >
      <div style={{ minWidth: `${hours.length * 3.5 + 8}rem` }}>
        <div className="sticky top-0 z-30 flex border-b border-line bg-surface text-xs text-soft">
          <div className={names} />
          <div className="relative h-8 grow">
            {hours.map((hour) => (
              <span key={hour} style={{ left: leftOf(scale, hour) }} className="absolute top-2 pl-1">
                {format.time(hour, zone)}
              </span>
            ))}
          </div>
        </div>
        <ul>
          {spaces.map((space) => (
            <li
              key={space.id}
              className="flex border-b border-line [contain-intrinsic-size:auto_3rem] [content-visibility:auto] last:border-0"
            >
              <div className={`${names} flex flex-col justify-center py-1`}>
                <span className="line-clamp-2 text-sm font-medium wrap-anywhere">{space.name}</span>
              </div>
              <div data-space={space.id} className="relative min-h-12 grow bg-sunken">
                {(openOf.get(space.id) ?? []).map((open) => (
                  <span
                    key={open.startsAt}
                    style={placeOf(scale, open) ?? { display: 'none' }}
                    className="absolute inset-y-0 bg-surface"
                  />
                ))}
                {hours.map((hour) => (
                  <span
                    key={hour}
                    style={{ left: leftOf(scale, hour) }}
                    className="absolute inset-y-0 w-px bg-line"
                  />
                ))}
                {now < day.end && (
                  <button
                    type="button"
                    aria-label={t('bookNamed', { name: space.name })}
                    className="absolute inset-0 -outline-offset-2"
                    onClick={(event) => onBook(space.id, notPast(pointed(event, scale)))}
                  />
                )}
                {(bySpace.get(space.id) ?? []).map((booking) => (
                  <Block
                    key={booking.id}
                    {...{ booking, scale, zone }}
                    onOpen={() => onOpen(booking)}
                    onDrag={(spaceId, byMs) => move(booking, spaceId, byMs)}
                  />
                ))}
                {isNow && (
                  <span
                    style={{ left: leftOf(scale, now) }}
                    className="pointer-events-none absolute inset-y-0 w-0.5 bg-bad"
                  />
                )}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </ScrollArea>
  )
}

/** On a narrow screen the day begins where it is now, with a little of what has been. */
function useNowInSight({ start, end }: Scale) {
  const area = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const frame = area.current
    const share = (Date.now() - start) / (end - start)
    const lead = 0.4
    if (frame && share > 0 && share < 1)
      frame.scrollLeft = share * frame.scrollWidth - lead * frame.clientWidth
  }, [start, end])
  return area
}

/** Nobody books the past: the earliest is the step that is running. */
const notPast = (at: number): number => Math.max(at, Math.floor(Date.now() / stepMs) * stepMs)

/** Where the mouse points; for the keyboard now, or the first hour that is drawn. */
function pointed(event: MouseEvent<HTMLElement>, scale: Scale): number {
  const box = event.currentTarget.getBoundingClientRect()
  if (event.detail > 0) return timeAt(scale, event.clientX - box.left, box.width)
  const now = Date.now()
  return scale.start <= now && now < scale.end
    ? timeAt(scale, now - scale.start, scale.end - scale.start)
    : scale.start
}
