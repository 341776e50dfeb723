import { dayMs, minuteMs, type TimeRange, toMs } from '../../shared/time-range.ts'
import type { TakenSlot } from '../calendar/calendar.view.ts'

/** The longest buffer that a space may have: a slot this far outside a time range can still block time within it. */
export const longestBufferMs = dayMs

export type Buffers = { bufferBeforeMinutes: number; bufferAfterMinutes: number }

/** `during` with the buffers of the space around it: the time that the booking takes in the calendar. */
export const withBuffers = ({ start, end }: TimeRange, space: Buffers): TimeRange => ({
  start: start - space.bufferBeforeMinutes * minuteMs,
  end: end + space.bufferAfterMinutes * minuteMs,
})

/**
 * The time that a taken slot blocks for the bookings of this space, without their buffers: a booking before the slot ends early enough for
 * the buffer after it, and a booking after the slot starts late enough for the buffer before it.
 */
export const withOppositeBuffers = ({ start, end }: TimeRange, space: Buffers): TimeRange => ({
  start: start - space.bufferAfterMinutes * minuteMs,
  end: end + space.bufferBeforeMinutes * minuteMs,
})

export const slotOf = ({ slotStartsAt, slotEndsAt }: TakenSlot): TimeRange => ({
  start: toMs(slotStartsAt),
  end: toMs(slotEndsAt),
})
