import { minuteMs, overlaps, type TimeRange } from '../shared/time-range.ts'
import { dateAt, hoursOn, timesOf } from './demo.calendar.ts'
import type { DemoSpace } from './demo.catalogue.ts'

/** The times that are already planned, so that no planned booking is refused when it is carried out. */
export type Reservations = {
  /**
   * Records the time unless it is closed or overlaps a recorded time, buffers included. A recorded time stays, even that of a
   * booking that is moved or cancelled later, because a booking that is planned next may be made before that change.
   * `own` is the booking's former time, which may be overlapped.
   */
  reserve(space: DemoSpace, during: TimeRange, own?: TimeRange): boolean
}

const withBuffers = ({ bufferBeforeMinutes = 0, bufferAfterMinutes = 0 }: DemoSpace, during: TimeRange) => ({
  start: during.start - bufferBeforeMinutes * minuteMs,
  end: during.end + bufferAfterMinutes * minuteMs,
})

function isOpen(during: TimeRange): boolean {
  const date = dateAt(during.start)
  const hours = hoursOn(date)
  if (!hours) return false
  const open = timesOf(date, hours.opens, hours.closes)
  return open.start <= during.start && during.end <= open.end
}

export function createReservations(): Reservations {
  const slots = new Map<string, TimeRange[]>()
  return {
    reserve: (space, during, own) => {
      const taken = slots.get(space.name) ?? []
      const slot = withBuffers(space, during)
      const formerSlot = own && withBuffers(space, own)
      const isFormerSlot = (other: TimeRange) =>
        other.start === formerSlot?.start && other.end === formerSlot.end
      if (!isOpen(during) || taken.some((other) => overlaps(other, slot) && !isFormerSlot(other)))
        return false
      slots.set(space.name, [...taken, slot])
      return true
    },
  }
}
