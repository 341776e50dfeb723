import type { BookingListItem, BookingStatus, Space } from '../../shared/api/types.ts'
import type { Block } from '../../shared/timeline/block.ts'
import { rangeOf, type SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import { isRunning, type Range, runningStep, type Steps } from '../../shared/timeline/scale.ts'

/** The look of a booking in the schedule of the front desk, by its status; bookings of other statuses are not drawn. */
const lookByStatus: Partial<Record<BookingStatus, Block['look']>> = {
  awaiting_payment: 'waiting',
  pending: 'waiting',
  confirmed: 'confirmed',
  checked_in: 'checkedIn',
  completed: 'completed',
  no_show: 'noShow',
}

/**
 * The instant until which a booking is drawn. A booking that ended early frees its remaining time, but the service does not return when it
 * ended: it is drawn until now at most, and not over a later booking that took the remaining time.
 */
const endOf = (
  booking: BookingListItem,
  { start, end }: Range,
  { now, drawn }: { now: number; drawn: BookingListItem[] },
): number => {
  if (!hasEnded(booking)) return end
  const laterStarts = drawn.filter((other) => isLater(other, booking)).map((other) => rangeOf(other).start)
  return Math.max(start, Math.min(end, now, ...laterStarts))
}

const hasEnded = ({ status }: BookingListItem) => status === 'completed' || status === 'no_show'

/** Whether the other booking has taken time that this one, which has ended, left free. A walk-in may take it from its start on. */
const isLater = (other: BookingListItem, ended: BookingListItem): boolean => {
  const [otherStart, start] = [rangeOf(other).start, rangeOf(ended).start]
  if (otherStart !== start) return otherStart > start
  return other.id !== ended.id && (!hasEnded(other) || other.createdAt > ended.createdAt)
}

type BlockContext = {
  now: number
  labelOf: (booking: BookingListItem) => string
  isMovable: (booking: BookingListItem) => boolean
  onOpen: (booking: BookingListItem) => void
}

/**
 * The spaces of the schedule: those open for booking, the chosen one, and those that have bookings from the time when they were open. Pure.
 */
export const scheduledSpaces = <S extends Pick<Space, 'id' | 'isActive'>>(
  spaces: S[],
  bookings: Pick<BookingListItem, 'spaceId' | 'status'>[],
  chosenId?: string,
): S[] => {
  const booked = new Set(bookings.filter(({ status }) => lookByStatus[status]).map(({ spaceId }) => spaceId))
  return spaces.filter(({ id, isActive }) => isActive || id === chosenId || booked.has(id))
}

/** The blocks of the bookings of one space. */
export const bookingBlocks = (bookings: BookingListItem[], context: BlockContext): Block[] => {
  const drawn = bookings.filter(({ status }) => lookByStatus[status])
  return bookings.flatMap((booking) => {
    const look = lookByStatus[booking.status]
    const range = rangeOf(booking)
    const end = endOf(booking, range, { now: context.now, drawn })
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

/** Whether the block is of a booking that ended early and is drawn until now: its remaining time is free, also in the running step. */
const hasFreedTime = ({ look, end }: Block, now: number): boolean =>
  (look === 'completed' || look === 'noShow') && end === now

/**
 * Lets staff book the running step: the present free time begins with that step, but not before the previous booking, its buffer or the closed
 * time has ended.
 */
export function withRunningStep(times: SpaceTimes, blocks: Block[], steps: Steps, now: number): SpaceTimes {
  const previousRanges = [
    ...blocks.filter((block) => block.end <= now && !hasFreedTime(block, now)),
    ...times.busy.map(rangeOf).filter(({ end }) => end <= now),
  ]
  const open = times.open.map(rangeOf).find((range) => range.start <= now && now < range.end)
  const earliest = Math.max(
    runningStep(steps, now),
    open?.start ?? now,
    ...previousRanges.map(({ end }) => end),
  )
  const free = times.free.map((range) => {
    const isNow = rangeOf(range).start > earliest && isRunning(rangeOf(range), now)
    return isNow ? { ...range, startsAt: new Date(earliest).toISOString() } : range
  })
  return { ...times, free }
}
