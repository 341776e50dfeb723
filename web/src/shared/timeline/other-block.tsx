import { type PointerEvent, useRef } from 'react'
import { classes } from '../ui/classes.ts'
import { type Block, type Choice, wholeRange } from './block.ts'
import { instantUnder, isByPointer, rowUnder } from './pointer.ts'
import { nearestStep, positionOf, type Scale, type Steps } from './scale.ts'
import { useTimesOf } from './use-times-of.ts'

// Blocks other than free time are distinguished by a pattern or an edge and by words, not by colour alone.
const classesByLook = {
  free: 'rounded-md bg-brand-wash/70',
  busy: 'rounded-md border border-edge bg-sunken text-soft',
  mine: 'rounded-md border-2 border-accent bg-accent-wash text-accent',
  waiting: 'rounded-md border-2 border-dashed border-warn bg-warn-wash text-warn',
  confirmed: 'rounded-md border border-brand bg-brand-wash text-brand-strong',
  checkedIn: 'rounded-md border-2 border-accent bg-accent-wash text-accent',
  completed: 'rounded-md border border-edge bg-surface text-soft',
  noShow: 'rounded-md border border-dashed border-bad bg-bad-wash text-bad',
  closed: 'timeline-closed text-soft',
  unbookable: 'bg-sunken/60 text-soft',
}

type Props = {
  block: Block
  scale: Scale
  zone: string
  steps: Steps
  onPreview: (choice: Choice | null) => void
  onDrop?: (block: Block, to: Choice) => void
}

/**
 * A block that is no button of free time: a booking, or time that cannot be booked, with the reason. A click opens its booking where there is
 * one, and a drag moves it where allowed.
 */
export function OtherBlock({ block, scale, zone, steps, onPreview, onDrop }: Props) {
  const drag = useBlockDrag({ block, scale, steps, onPreview, ...(onDrop && { onDrop }) })
  const timesOf = useTimesOf(scale, zone)
  const { bars } = block
  const [first, last] = [bars?.[0] ?? block, bars?.at(-1) ?? block]
  const text = `${block.label}, ${timesOf({ start: wholeRange(first).start, end: wholeRange(last).end })}`
  const shape = classes(
    '@container absolute inset-y-1 overflow-hidden text-left text-xs',
    bars ? 'rounded-md' : classesByLook[block.look],
  )
  // A word that is wider than the block, such as a name, is cut off by an ellipsis and not broken.
  const content = (
    <span className="line-clamp-2 px-1.5 wrap-normal text-ellipsis @max-[3rem]:invisible">{block.label}</span>
  )
  if (!block.onOpen)
    return (
      <div title={text} className={classes(shape, 'grid content-center')} style={positionOf(scale, block)}>
        <span className="sr-only">{text}</span>
        {/* Among the narrow blocks of several days the words would be covered by others. */}
        {scale.length === 1 && <span aria-hidden>{content}</span>}
      </div>
    )
  return (
    <button
      type="button"
      title={text}
      aria-label={text}
      className={classes(
        shape,
        'grid content-center font-medium hover:brightness-95 focus-visible:z-10',
        block.isMovable && 'sm:cursor-grab',
      )}
      style={positionOf(scale, block)}
      {...drag.handlers}
      onClick={({ detail }) => !drag.isEndOfDrag(detail) && block.onOpen?.()}
    >
      {bars
        ? bars.map((bar) => (
            <span
              key={bar.id}
              className={classes('absolute inset-y-0', classesByLook[bar.look])}
              style={positionOf([block], bar)}
            />
          ))
        : content}
    </button>
  )
}

type BlockDrag = Pick<Props, 'block' | 'scale' | 'steps' | 'onPreview' | 'onDrop'>

/**
 * Dragging a block with a mouse: its booking keeps its length, also where the block shows a part of it, snaps to steps, and may change its
 * row.
 */
function useBlockDrag({ block, scale, steps, onPreview, onDrop }: BlockDrag) {
  const booked = wholeRange(block)
  const grabOffset = useRef<number | null>(null)
  const target = useRef<Choice | null>(null)
  const hasMoved = useRef(false)
  const end = () => {
    grabOffset.current = null
    target.current = null
    onPreview(null)
  }
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    hasMoved.current = false
    if (!block.isMovable || !onDrop || event.pointerType === 'touch' || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    grabOffset.current = instantUnder(event.currentTarget, event.clientX, scale) - booked.start
  }
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (grabOffset.current === null) return
    const at = instantUnder(event.currentTarget, event.clientX, scale) - grabOffset.current
    const start = nearestStep(steps, at)
    const rowId = rowUnder(event.clientX, event.clientY)
    if (rowId === null) return
    const ownRowId = event.currentTarget.closest<HTMLElement>('[data-timeline-row]')?.dataset.timelineRow
    if (start === booked.start && rowId === ownRowId && !hasMoved.current) return
    hasMoved.current = true
    target.current = { rowId, start, end: start + booked.end - booked.start }
    onPreview(target.current)
  }
  const onPointerUp = () => {
    const to = target.current
    end()
    if (to) onDrop?.(block, to)
  }
  return {
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end },
    isEndOfDrag: (clicks: number) => hasMoved.current && isByPointer(clicks),
  }
}
