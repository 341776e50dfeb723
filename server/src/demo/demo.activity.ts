import { minuteMs, overlaps, type TimeRange } from '../shared/time-range.ts'
import { dateAt, hoursOn, timesOf } from './demo.calendar.ts'
import type { DemoSpace } from './demo.catalogue.ts'

/** What is planned already, so that no plan is refused when it is carried out. */
export type Activity = {
  /**
   * Writes the time down unless it is closed or overlaps what was written before, buffers included. A time once written
   * stays, even of a booking that is moved or cancelled later: what is planned next may be made before that.
   * `own` is the booking's former time, which may be overlapped.
   */
  take(space: DemoSpace, during: TimeRange, own?: TimeRange): boolean
}

const widened = ({ bufferBeforeMinutes = 0, bufferAfterMinutes = 0 }: DemoSpace, during: TimeRange) => ({
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

export function createActivity(): Activity {
  const slots = new Map<string, TimeRange[]>()
  return {
    take: (space, during, own) => {
      const taken = slots.get(space.name) ?? []
      const slot = widened(space, during)
      const mine = own && widened(space, own)
      const isMine = (other: TimeRange) => other.start === mine?.start && other.end === mine.end
      if (!isOpen(during) || taken.some((other) => overlaps(other, slot) && !isMine(other))) return false
      slots.set(space.name, [...taken, slot])
      return true
    },
  }
}
