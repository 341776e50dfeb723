import type { Answer, BookingListItem, Space, Tariff } from '../../shared/api/types.ts'
import { gaps, overlaps, type Range, type Steps, usable } from '../../shared/timeline/scale.ts'
import type { Block } from '../../shared/timeline/timeline.tsx'
import type { Criteria } from './criteria.ts'

export type SpaceDay = Answer<'listLocationAvailability'>['items'][number]
type Interval = { startsAt: string; endsAt: string }

export type Words = {
  free: string
  busy: string
  closed: string
  past: string
  buffer: string
  short: string
  mine: (title: string) => string
}

export const rangeOf = ({ startsAt, endsAt }: Interval): Range => ({
  start: Date.parse(startsAt),
  end: Date.parse(endsAt),
})

const cut = (window: Range, { start, end }: Range): Range => ({
  start: Math.max(window.start, start),
  end: Math.min(window.end, end),
})

/** Whether a space passes the filters that need no time. */
export const passes = (space: Space, { kind, people, amenities }: Criteria): boolean =>
  (!kind || space.type === kind) &&
  (!people || space.capacity >= people) &&
  (amenities ?? []).every((amenity) => space.amenities.includes(amenity))

/** One's own bookings lie over what is taken; of what is open and neither free nor taken some is past, the rest between two bookings. */
export function blocksOf(
  day: SpaceDay,
  mine: BookingListItem[],
  { window, now, words, steps }: { window: Range; now: number; words: Words; steps: Steps },
  onOpen: (booking: BookingListItem) => void,
): Block[] {
  const block = (look: Block['look'], label: string) => (range: Range) => ({
    ...cut(window, range),
    id: `${look} ${range.start}`,
    look,
    label,
  })
  const inWindow = (range: Range) => overlaps(range, window)
  const own: Block[] = mine.map((booking) => ({
    ...block(booking.status === 'pending' ? 'waiting' : 'mine', words.mine(booking.title))(rangeOf(booking)),
    id: booking.id,
    onOpen: () => onOpen(booking),
    isMovable: true,
  }))
  const open = day.open.map(rangeOf)
  const free = day.free.map(rangeOf)
  // Of a taken stretch the part that is one's own stands there already; what is left of it are its buffers.
  const busy = day.busy.map(rangeOf).flatMap((range) =>
    gaps(
      range,
      mine.map(rangeOf).filter((own) => overlaps(own, range)),
    ),
  )
  const known = [...free, ...day.busy.map(rangeOf)].sort((a, b) => a.start - b.start)
  const rest = open.flatMap((range) =>
    gaps(
      range,
      known.filter((each) => overlaps(each, range)),
    ),
  )
  const past = rest
    .filter((range) => range.start < now)
    .map((range) => ({ ...range, end: Math.min(range.end, now) }))
  const between = rest
    .filter((range) => range.end > now)
    .map((range) => ({ ...range, start: Math.max(range.start, now) }))
  return [
    ...gaps(window, open).map(block('closed', words.closed)),
    ...past.filter(inWindow).map(block('past', words.past)),
    ...between.filter(inWindow).map(block('busy', words.buffer)),
    ...busy.filter(inWindow).map(block('busy', words.busy)),
    ...free
      .filter(inWindow)
      .map((range) => (usable(steps, range) ? block('free', words.free) : block('busy', words.short))(range)),
    ...own,
  ]
}

const usualSteps = { stepMinutes: 30, minMinutes: 30 }
const minuteMs = 60_000

/** The steps of a space's tariff, counted from the local midnight. */
export const stepsOf = (tariff: Tariff | undefined, midnight: number): Steps => {
  const { stepMinutes, minMinutes } = tariff ?? usualSteps
  return { origin: midnight, stepMs: stepMinutes * minuteMs, leastMs: minMinutes * minuteMs }
}
