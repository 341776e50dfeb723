import { type PointerEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { placeOf, type Scale, timeBy } from './scale.ts'

const looks: Partial<Record<BookingListItem['status'], string>> = {
  pending: 'bg-warn-wash text-warn border-warn border-dashed',
  confirmed: 'bg-brand-wash text-brand-strong border-brand',
  checked_in: 'bg-mine-wash text-mine border-mine',
  completed: 'bg-surface text-soft border-edge',
  no_show: 'bg-bad-wash text-bad border-bad border-dashed',
}

/** What has a place in the timeline; what was given up has none. */
export const isShown = ({ status }: BookingListItem): boolean => looks[status] !== undefined

type Props = {
  booking: BookingListItem
  scale: Scale
  zone: string
  onOpen: () => void
  /** Dragged to another space, or by so many milliseconds, or both. */
  onDrag: (spaceId: string, byMs: number) => void
}

type Drag = { x: number; y: number; dx: number; dy: number }
const slack = 6

/** Drawn by the mouse; the keyboard opens it, and moves it by the form behind. */
export function Block({ booking, scale, zone, onOpen, onDrag }: Props) {
  const { t } = useTranslation(['today', 'common'])
  const format = useFormat()
  const button = useRef<HTMLButtonElement>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const wasDragged = useRef(false)
  const place = placeOf(scale, booking)
  if (!place) return null
  const { user, title, startsAt, endsAt, status } = booking
  const name = `${user?.firstName ?? ''} ${user?.lastName ?? ''}`
  const time = `${format.time(startsAt, zone)}–${format.time(endsAt, zone)}`
  const canMove = /^(pending|confirmed)$/.test(status) && Date.parse(startsAt) > Date.now()

  const start = (event: PointerEvent) => {
    wasDragged.current = false
    if (!canMove || event.pointerType !== 'mouse' || event.button !== 0) return
    button.current?.setPointerCapture(event.pointerId)
    setDrag({ x: event.clientX, y: event.clientY, dx: 0, dy: 0 })
  }
  const follow = (event: PointerEvent) =>
    drag && setDrag({ ...drag, dx: event.clientX - drag.x, dy: event.clientY - drag.y })
  const drop = (event: PointerEvent) => {
    if (!drag) return
    setDrag(null)
    if (Math.hypot(drag.dx, drag.dy) < slack) return
    wasDragged.current = true
    const width = button.current?.parentElement?.clientWidth ?? 1
    const track = document
      .elementsFromPoint(event.clientX, event.clientY)
      .find((element): element is HTMLElement => element instanceof HTMLElement && !!element.dataset.space)
    onDrag(track?.dataset.space ?? booking.spaceId, timeBy(scale, drag.dx, width))
  }
  return (
    <button
      ref={button}
      type="button"
      title={`${name} · ${time} · ${t(`common:status.${status}`)}`}
      onClick={() => !wasDragged.current && onOpen()}
      onPointerDown={start}
      onPointerMove={follow}
      onPointerUp={drop}
      onPointerCancel={() => setDrag(null)}
      style={{ ...place, transform: drag ? `translate(${drag.dx}px, ${drag.dy}px)` : undefined }}
      className={classes(
        'absolute inset-y-1 z-10 overflow-hidden rounded-md border px-1.5 text-left text-xs leading-tight select-none',
        looks[status],
        canMove && 'cursor-grab',
        drag && 'z-20 cursor-grabbing opacity-80 shadow-lg',
      )}
    >
      <span className="block truncate font-semibold">{name}</span>
      <span className="block truncate">{t(`common:status.${status}`)}</span>
      <span className="sr-only">
        {time} {title}
      </span>
    </button>
  )
}
