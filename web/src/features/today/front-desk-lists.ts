import type { BookingListItem } from '../../shared/api/types.ts'
import { addDays, wallClock } from '../../shared/format/zoned.ts'
import { rangeOf } from '../../shared/timeline/day-blocks.ts'
import { dayRange, isRunning } from '../../shared/timeline/scale.ts'

export type Ranges = { startsAt: string; endsAt: string }[]

/** The lists of the front desk: members who have come, who are late, and who come next. */
export type FrontDeskLists = { here: BookingListItem[]; late: BookingListItem[]; next: BookingListItem[] }

/** A member comes next whose booking starts sooner than this. */
export const soonMs = 3 * 60 * 60_000
/** A member is late after a whole minute, so that nobody is shown as late by 0 minutes. */
const lateAfterMs = 60_000

const startOf = ({ startsAt }: BookingListItem) => Date.parse(startsAt)
const endOf = ({ endsAt }: BookingListItem) => Date.parse(endsAt)

export function frontDeskListsOf(bookings: BookingListItem[], now: number): FrontDeskLists {
  const isLate = (booking: BookingListItem) => startOf(booking) + lateAfterMs <= now
  const running = bookings.filter((booking) => startOf(booking) <= now && now < endOf(booking))
  const byEnd = (a: BookingListItem, b: BookingListItem) => endOf(a) - endOf(b)
  const byStart = (a: BookingListItem, b: BookingListItem) => startOf(a) - startOf(b)
  return {
    here: bookings.filter((booking) => booking.status === 'checked_in' && now < endOf(booking)).sort(byEnd),
    late: running.filter((booking) => booking.status === 'confirmed' && isLate(booking)).sort(byStart),
    next: bookings
      .filter(
        (booking) => booking.status === 'confirmed' && !isLate(booking) && startOf(booking) < now + soonMs,
      )
      .sort(byStart),
  }
}

type FreeTimes = { spaceId: string; free: Ranges }
export type FreeSpace<S> = { space: S; until: number }

/**
 * The spaces that are free now, with the end of the free time; the latest end first. A space that another user has just added may have its
 * times before it is loaded itself: it is left out until then.
 */
export const spacesFreeNow = <S extends { id: string }>(
  spaces: S[],
  timesOfSpaces: FreeTimes[],
  now: number,
): FreeSpace<S>[] =>
  timesOfSpaces
    .flatMap(({ spaceId, free }) => {
      const space = spaces.find(({ id }) => id === spaceId)
      const range = free.find((each) => isRunning(rangeOf(each), now))
      return space && range ? [{ space, until: Date.parse(range.endsAt) }] : []
    })
    .sort((a, b) => b.until - a.until)

/**
 * The key of the text that names the end of a free time: a time of today, a time of tomorrow, or the end of tomorrow, until which the free
 * times are loaded at any time of today. Pure.
 */
export function endTextKey(
  until: number,
  now: number,
  zone: string,
): 'until' | 'untilTomorrow' | 'untilEndOfTomorrow' {
  const today = wallClock(now, zone).date
  if (until <= dayRange(today, zone).end) return 'until'
  return until < dayRange(addDays(today, 1), zone).end ? 'untilTomorrow' : 'untilEndOfTomorrow'
}

/** Whether the location is open at that instant: any of its spaces, or it has no space that could say that it is closed. */
export const isOpenAt = (timesOfSpaces: { open: Ranges }[], now: number): boolean =>
  timesOfSpaces.length === 0 ||
  timesOfSpaces.some(({ open }) =>
    open.some(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt)),
  )
