import type { ReactNode } from 'react'
import type { Range, Scale, Steps } from './scale.ts'

export type Block = Range & {
  id: string
  look: 'free' | 'busy' | 'mine' | 'closed' | 'past' | 'waiting' | 'confirmed' | 'over' | 'missed'
  /** The reason why no booking can be there: in the block where it fits, on hover, and for screen readers. */
  label: string
  /** Opens the booking of the block. */
  onOpen?: () => void
  /** Whether the block may be dragged to another time or row. */
  isMovable?: boolean
  /** Drawn in place of the block, which is then only as wide as a finger needs; the times in its name are theirs. */
  bars?: Block[]
  /** Free time that is too narrow to be chosen. */
  isNarrow?: boolean
  /** The steps of a free block; those of its row where they are absent. */
  steps?: Steps
}

export type Row = {
  id: string
  name: string
  /** Stands in place of the name, such as a link that says it. */
  heading?: ReactNode
  detail?: ReactNode
  blocks: Block[]
  steps: Steps
  /** The row's own time, as long as the timeline's: rows of several days lie below each other. */
  scale?: Scale
}

export type Choice = Range & { rowId: string }
