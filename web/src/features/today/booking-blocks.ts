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

/**
 * The end of a booking that is drawn. The service does not return when a booking ended early, and its remaining time is free again: it is
 * drawn until now, and not over the booking that took the remaining time.
 */
const endOf = (
  { status }: BookingListItem,
  { start, end }: Range,
  { now, starts }: { now: number; starts: number[] },
): number => {
  if (status !== 'completed' && status !== 'no_show') return end
  const next = Math.min(...starts.filter((each) => each > start))
  return Math.max(start, Math.min(end, now, next))
}

type BlockContext = {
  now: number
  labelOf: (booking: BookingListItem) => string
  isMovable: (booking: BookingListItem) => boolean
  onOpen: (booking: BookingListItem) => void
}

/** The bookings of one space, in order of their starts. */
export const bookingBlocks = (bookings: BookingListItem[], context: BlockContext): Block[] => {
  const starts = bookings.filter(({ status }) => lookByStatus[status]).map((each) => rangeOf(each).start)
  return bookings.flatMap((booking) => {
    const look = lookByStatus[booking.status]
    const range = rangeOf(booking)
    const end = endOf(booking, range, { now: context.now, starts })
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
}

/** Whether the booking ended before its time, as far as its block says: its remaining time is free, also in the step that is running. */
const hasFreedTime = ({ look, end }: Block, now: number): boolean =>
  (look === 'completed' || look === 'noShow') && end === now

/** Staff may start in the running step: a free time then begins at the step's beginning, or at the end of the booking before. */
export function withRunningStep(times: SpaceTimes, blocks: Block[], steps: Steps, now: number): SpaceTimes {
  const before = [
    ...blocks.filter((block) => block.end <= now && !hasFreedTime(block, now)),
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
