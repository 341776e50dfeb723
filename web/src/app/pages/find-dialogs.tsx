import { useState } from 'react'
import { BookDialog } from '../../features/bookings/book-dialog.tsx'
import { PricePreview } from '../../features/bookings/price-preview.tsx'
import { SpaceReviews } from '../../features/reviews/space-reviews.tsx'
import type { Slot, Space } from '../../shared/api/types.ts'

type Props = { slot: Slot; spaces: Space[]; zone: string }

const spaceOf = ({ slot, spaces }: Pick<Props, 'slot' | 'spaces'>) =>
  spaces.find((space) => space.id === slot.spaceId)

/** The price of the time that is being dragged. */
export function DragPreview(props: Props) {
  const space = spaceOf(props)
  return space && <PricePreview slot={props.slot} space={space} zone={props.zone} />
}

/**
 * The space of the slot, as it was where it is not offered any more: staff may deactivate it while its dialog is open, and the dialog then says
 * that it cannot be booked.
 */
export function useSpaceAsItWas(props: Pick<Props, 'slot' | 'spaces'>): Space | undefined {
  const present = spaceOf(props)
  const [last, setLast] = useState(present)
  if (present && present !== last) setLast(present)
  return present ?? (last?.id === props.slot.spaceId ? last : undefined)
}

type ChosenProps = Props & { returnAddress: string; onChoose: (slot: Slot) => void; onClose: () => void }

export function BookChosenSlotDialog(props: ChosenProps) {
  const space = useSpaceAsItWas(props)
  return (
    space && (
      <BookDialog {...props} space={space}>
        <SpaceReviews key={space.id} space={space} zone={props.zone} />
      </BookDialog>
    )
  )
}
