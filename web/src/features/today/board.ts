import type { BookingListItem } from '../../shared/api/types.ts'
import { addDays, wallClock } from '../../shared/format/zoned.ts'
import { rangeOf } from '../../shared/timeline/day-blocks.ts'
import { dayRange, isRunning } from '../../shared/timeline/scale.ts'

export type Ranges = { startsAt: string; endsAt: string }[]

/** The lists of the front desk: members who have come, who are late, and who come next. */
export type Board = { here: BookingListItem[]; late: BookingListItem[]; next: BookingListItem[] }

/** How far ahead the front desk sees who comes. */
export const soonMs = 3 * 60 * 60_000
/** A person is late after a whole minute: nobody is late by 0 minutes. */
const lateFromMs = 60_000

const starts = ({ startsAt }: BookingListItem) => Date.parse(startsAt)
const ends = ({ endsAt }: BookingListItem) => Date.parse(endsAt)

export function boardOf(bookings: BookingListItem[], now: number): Board {
  const isLate = (booking: BookingListItem) => starts(booking) + lateFromMs <= now
  const running = bookings.filter((booking) => starts(booking) <= now && now < ends(booking))
  const byEnd = (a: BookingListItem, b: BookingListItem) => ends(a) - ends(b)
  const byStart = (a: BookingListItem, b: BookingListItem) => starts(a) - starts(b)
  return {
    here: bookings.filter((booking) => booking.status === 'checked_in' && now < ends(booking)).sort(byEnd),
    late: running.filter((booking) => booking.status === 'confirmed' && isLate(booking)).sort(byStart),
    next: bookings
      .filter(
        (booking) => booking.status === 'confirmed' && !isLate(booking) && starts(booking) < now + soonMs,
      )
      .sort(byStart),
  }
}

type FreeTimes = { spaceId: string; free: Ranges }
export type Vacancy = { spaceId: string; until: number }

/** The spaces that are free now, and until when; the longest first. */
export const vacanciesOf = (timesOfSpaces: FreeTimes[], now: number): Vacancy[] =>
  timesOfSpaces
    .flatMap(({ spaceId, free }) => {
      const range = free.find((each) => isRunning(rangeOf(each), now))
      return range ? [{ spaceId, until: Date.parse(range.endsAt) }] : []
    })
    .sort((a, b) => b.until - a.until)

/**
 * How the end of a free time is named: by its time, by its time tomorrow, or as the end of tomorrow, which is as far as the free times
 * are loaded. Pure.
 */
export function endName(
  until: number,
  now: number,
  zone: string,
): 'until' | 'untilTomorrow' | 'untilEndOfTomorrow' {
  const today = wallClock(now, zone).date
  if (until <= dayRange(today, zone).end) return 'until'
  return until < dayRange(addDays(today, 1), zone).end ? 'untilTomorrow' : 'untilEndOfTomorrow'
}

/** Whether anything at all is open at that moment. */
export const isOpenAt = (timesOfSpaces: { open: Ranges }[], now: number): boolean =>
  timesOfSpaces.some(({ open }) =>
    open.some(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt)),
  )
