import type { BookingListItem, BookingStatus, Space } from '../../shared/api/types.ts'
import type { Block } from '../../shared/timeline/block.ts'
import { rangeOf } from '../../shared/timeline/day-blocks.ts'
import { type Criteria, peopleOf } from './criteria.ts'

/** Whether a space passes the filters by type, people and amenities. A price depends on the time, so the maximum price does not count here. */
export const matchesFilters = (space: Space, criteria: Criteria): boolean => {
  const { kind: type, amenities = [] } = criteria
  const people = peopleOf(criteria)
  return (
    (!type || space.type === type) &&
    (!people || space.capacity >= people) &&
    amenities.every((amenity) => space.amenities.includes(amenity))
  )
}

const isWaiting = ({ status }: BookingListItem) => status === 'pending' || status === 'awaiting_payment'

/** The user's own bookings in the timeline; one that awaits its payment or has begun cannot be moved. */
export const ownBlocks = (
  ownBookings: BookingListItem[],
  now: number,
  labels: { mine: string; statusOf: (status: BookingStatus) => string },
  onOpen: (booking: BookingListItem) => void,
): Block[] =>
  ownBookings.map((booking) => ({
    ...rangeOf(booking),
    id: booking.id,
    look: isWaiting(booking) ? 'waiting' : 'mine',
    label: [booking.title || labels.mine, isWaiting(booking) && labels.statusOf(booking.status)]
      .filter(Boolean)
      .join(', '),
    ...(booking.status !== 'awaiting_payment' && { onOpen: () => onOpen(booking) }),
    // After the start only the end can change: a click opens the form for that.
    isMovable: booking.status !== 'awaiting_payment' && now < Date.parse(booking.startsAt),
  }))
