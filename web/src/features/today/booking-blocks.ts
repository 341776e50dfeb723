import type { BookingListItem, BookingStatus } from '../../shared/api/types.ts'
import type { Block } from '../../shared/timeline/block.ts'
import { rangeOf, type SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import { isRunning, type Range, runningStep, type Steps } from '../../shared/timeline/scale.ts'

/** How a booking looks in the day of the front desk, by its status; bookings of other statuses are not drawn. */
const lookByStatus: Partial<Record<BookingStatus, Block['look']>> = {
  awaiting_payment: 'waiting',
  pending: 'waiting',
  confirmed: 'confirmed',
  checked_in: 'checkedIn',
  completed: 'completed',
  no_show: 'noShow',
}

/** When a booking ended early, its remaining time is free again: only the used time is drawn. */
const endOf = ({ status }: BookingListItem, { start, end }: Range, now: number): number =>
  status === 'completed' || status === 'no_show' ? Math.max(start, Math.min(end, now)) : end

type BlockContext = {
  now: number
  labelOf: (booking: BookingListItem) => string
  isMovable: (booking: BookingListItem) => boolean
  onOpen: (booking: BookingListItem) => void
}

/** The bookings of one space, in order of their starts. */
export const bookingBlocks = (bookings: BookingListItem[], context: BlockContext): Block[] =>
  bookings.flatMap((booking) => {
    const look = lookByStatus[booking.status]
    const range = rangeOf(booking)
    const end = endOf(booking, range, context.now)
    if (!look || end === range.start) return []
    return {
      ...range,
      end,
      id: booking.id,
      look,
      label: context.labelOf(booking),
      onOpen: () => context.onOpen(booking),
      isMovable: context.isMovable(booking),
    }
  })

/** Staff may start in the running step: a free time then begins at the step's beginning, or at the end of the booking before. */
export function withRunningStep(times: SpaceTimes, blocks: Block[], steps: Steps, now: number): SpaceTimes {
  const before = [
    ...blocks.filter(({ end }) => end <= now),
    ...times.busy.map(rangeOf).filter(({ end }) => end <= now),
  ]
  const open = times.open.map(rangeOf).find((range) => range.start <= now && now < range.end)
  const earliest = Math.max(runningStep(steps, now), open?.start ?? now, ...before.map(({ end }) => end))
  const free = times.free.map((range) => {
    const isNow = rangeOf(range).start > earliest && isRunning(rangeOf(range), now)
    return isNow ? { ...range, startsAt: new Date(earliest).toISOString() } : range
  })
  return { ...times, free }
}
