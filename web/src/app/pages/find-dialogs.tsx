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
  const space = spaceOf(props)
  return (
    space && (
      <BookDialog {...props} space={space}>
        <SpaceReviews key={space.id} space={space} zone={props.zone} />
      </BookDialog>
    )
  )
}
