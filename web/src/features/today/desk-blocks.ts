import type { BookingListItem, BookingStatus } from '../../shared/api/types.ts'
import { rangeOf, type SpaceDay } from '../../shared/timeline/day-blocks.ts'
import { type Range, runningStep, type Steps } from '../../shared/timeline/scale.ts'
import type { Block } from '../../shared/timeline/timeline.tsx'

/** What has a place in the day of the front desk; what was given up has none. */
const looks: Partial<Record<BookingStatus, Block['look']>> = {
  pending: 'waiting',
  confirmed: 'confirmed',
  checked_in: 'mine',
  completed: 'over',
  no_show: 'missed',
}

/** Of one that ended early the time to come is free again: only what has been is drawn. */
const endOf = ({ status }: BookingListItem, { start, end }: Range, now: number): number =>
  status === 'completed' || status === 'no_show' ? Math.max(start, Math.min(end, now)) : end

type Given = {
  now: number
  labelOf: (booking: BookingListItem) => string
  isMovable: (booking: BookingListItem) => boolean
  onOpen: (booking: BookingListItem) => void
}

/** The bookings of one space, in order of their starts. */
export const deskBlocks = (bookings: BookingListItem[], given: Given): Block[] =>
  bookings.flatMap((booking) => {
    const look = looks[booking.status]
    const range = rangeOf(booking)
    const end = endOf(booking, range, given.now)
    if (!look || end === range.start) return []
    return {
      ...range,
      end,
      id: booking.id,
      look,
      label: given.labelOf(booking),
      onOpen: () => given.onOpen(booking),
      isMovable: given.isMovable(booking),
    }
  })

// What is free now begins at the instant in which the service was asked.
const freshMs = 60_000

/** Staff may start in the step that is running: what is free now is so from its beginning, or from what was before. */
export function withRunningStep(day: SpaceDay, blocks: Block[], steps: Steps, now: number): SpaceDay {
  const before = [
    ...blocks.filter(({ end }) => end <= now),
    ...day.busy.map(rangeOf).filter(({ end }) => end <= now),
  ]
  const open = day.open.map(rangeOf).find((range) => range.start <= now && now < range.end)
  const earliest = Math.max(runningStep(steps, now), open?.start ?? now, ...before.map(({ end }) => end))
  const free = day.free.map((range) => {
    const start = Date.parse(range.startsAt)
    const isNow = start > earliest && start <= now + freshMs && now < Date.parse(range.endsAt)
    return isNow ? { ...range, startsAt: new Date(earliest).toISOString() } : range
  })
  return { ...day, free }
}
