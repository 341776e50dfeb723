import type { ReactNode } from 'react'
import type { Range, Steps } from './scale.ts'

export type Block = Range & {
  id: string
  look: 'free' | 'busy' | 'mine' | 'closed' | 'past' | 'waiting' | 'confirmed' | 'over' | 'missed'
  /** The reason why no booking can be there: in the block where it fits, on hover, and for screen readers. */
  label: string
  /** Opens the booking of the block. */
  onOpen?: () => void
  /** Whether the block may be dragged to another time or row. */
  isMovable?: boolean
}

export type Row = { id: string; name: string; detail?: ReactNode; blocks: Block[]; steps: Steps }

export type Choice = Range & { rowId: string }
