import type { ReactNode } from 'react'
import type { Range, Scale, Steps } from './scale.ts'

export type Block = Range & {
  id: string
  look:
    | 'free'
    | 'busy'
    | 'closed'
    // Past time, and time that is too near or too far ahead for the tariff.
    | 'unbookable'
    // The member's own booking; at the front desk a booking has one of the looks below.
    | 'mine'
    // A booking that waits for its payment or for approval, in both views.
    | 'waiting'
    | 'confirmed'
    | 'checkedIn'
    | 'completed'
    | 'noShow'
  /**
   * The text of the block: "Free", the reason why nothing can be booked, or the booking. It is in the block where it fits, on hover, and
   * for screen readers.
   */
  label: string
  /**
   * The times of the booking or of the free time, where the block shows a part of it: because it begins or ends outside the window, or because
   * the touch targets of bookings cover the rest.
   */
  whole?: Range
  /** Opens the booking of the block. */
  onOpen?: () => void
  /** Whether the block may be dragged to another time or row. */
  isMovable?: boolean
  /** The bookings that are drawn inside the block, which is then a wider touch target; the name of the block has their times. */
  bars?: Block[]
  /** Free time that is too narrow to be chosen. */
  isNarrow?: boolean
  /** The range in which a time can be chosen from a free block; it may begin before the block and end after it. */
  usable?: Range
  /** The steps of a free block; those of its row where they are absent. */
  steps?: Steps
}

/** The times that the block stands for, also where it shows a part of them. */
export const wholeRange = ({ whole, start, end }: Block): Range => whole ?? { start, end }

export type Row = {
  id: string
  name: string
  /** Shown in place of the name, for example a link with that name. */
  heading?: ReactNode
  detail?: ReactNode
  blocks: Block[]
  steps: Steps
  /** The row's own scale, with the same hours of the wall clock as the timeline's, where each row is another day. */
  scale?: Scale
}

export type Choice = Range & { rowId: string }
