import type { ReactNode } from 'react'
import type { Range, Scale, Steps } from './scale.ts'

export type Block = Range & {
  id: string
  look: 'free' | 'busy' | 'mine' | 'closed' | 'past' | 'waiting' | 'confirmed' | 'present' | 'over' | 'missed'
  /** The reason why no booking can be there: in the block where it fits, on hover, and for screen readers. */
  label: string
  /** Opens the booking of the block. */
  onOpen?: () => void
  /** Whether the block may be dragged to another time or row. */
  isMovable?: boolean
  /** The bookings that are drawn inside the block, which is then a wider touch target; the name of the block has their times. */
  bars?: Block[]
  /** Free time that is too narrow to be chosen. */
  isNarrow?: boolean
  /** The steps of a free block; those of its row where they are absent. */
  steps?: Steps
}

export type Row = {
  id: string
  name: string
  /** Shown in place of the name, for example a link with that name. */
  heading?: ReactNode
  detail?: ReactNode
  blocks: Block[]
  steps: Steps
  /** The row's own scale, of the same length as the timeline's, where each row is another day. */
  scale?: Scale
}

export type Choice = Range & { rowId: string }
