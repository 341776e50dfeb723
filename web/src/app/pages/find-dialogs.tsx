import { useState } from 'react'
import { BookDialog } from '../../features/bookings/book-dialog.tsx'
import { PricePreview } from '../../features/bookings/price-preview.tsx'
import { SpaceReviews } from '../../features/reviews/space-reviews.tsx'
import type { Slot, Space } from '../../shared/api/types.ts'

type Props = { slot: Slot; spaces: Space[]; zone: string }

const spaceOf = ({ slot, spaces }: Props) => spaces.find((space) => space.id === slot.spaceId)

/** The price of the time that is being dragged. */
export function DragPreview(props: Props) {
  const space = spaceOf(props)
  return space && <PricePreview slot={props.slot} space={space} zone={props.zone} />
}

type ChosenProps = Props & { returnAddress: string; onChoose: (slot: Slot) => void; onClose: () => void }

export function BookChosenSlotDialog(props: ChosenProps) {
  // The space as it was: it may be deactivated while the dialog is open. The dialog then says that it cannot be booked.
  const [last, setLast] = useState(() => spaceOf(props))
  const present = spaceOf(props)
  if (present && present !== last) setLast(present)
  const space = present ?? last
  return (
    space?.id === props.slot.spaceId && (
      <BookDialog {...props} space={space}>
        <SpaceReviews key={space.id} space={space} zone={props.zone} />
      </BookDialog>
    )
  )
}
