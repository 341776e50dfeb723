import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { type Block, type Choice, wholeRange } from './block.ts'
import { instantUnder, isByPointer } from './pointer.ts'
import {
  longestLength,
  nextStep,
  overlaps,
  positionOf,
  type Range,
  runningStep,
  type Scale,
  type Steps,
  shortestLength,
  snapToSteps,
} from './scale.ts'
import { useTimesOf } from './use-times-of.ts'

type Props = {
  block: Block
  rowId: string
  rowName: string
  scale: Scale
  zone: string
  steps: Steps
  clickMs: number
  onChoose?: (choice: Choice) => void
  onPreview: (choice: Choice | null) => void
}

/** A free period. A mouse selects a time by dragging; a finger selects by a tap, so that dragging still scrolls. */
export function FreeBlock(props: Props) {
  const { block, rowId, rowName, scale, zone, steps, clickMs, onChoose, onPreview } = props
  const { stepMs } = steps
  const usableRange = block.usable ?? block
  const freeTime = wholeRange(block)
  const from = useRef<number | null>(null)
  const range = useRef<Range | null>(null)
  const show = (next: Range | null) => {
    range.current = next
    onPreview(next && { rowId, ...next })
  }
  const finish = (choice: Range) => {
    from.current = null
    show(null)
    onChoose?.({ rowId, ...choice })
  }
  const clickAt = (at: number): Range => {
    const { start } = snapToSteps(steps, usableRange, at, at)
    return snapToSteps(steps, usableRange, start, start + clickMs)
  }

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    // A range that was chosen by keyboard before is not where the pointer is.
    show(null)
    if (event.pointerType === 'touch' || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = instantUnder(event.currentTarget, event.clientX, scale)
  }
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (from.current === null) return
    const to = instantUnder(event.currentTarget, event.clientX, scale)
    if (range.current || Math.abs(to - from.current) > stepMs / 4)
      show(snapToSteps(steps, usableRange, from.current, to))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (event.key === 'Escape') show(null)
    if (direction === 0) return
    event.preventDefault()
    if (!range.current) return show(clickAt(freeTime.start))
    let { start, end } = range.current
    const length = end - start
    if (event.shiftKey) end += direction * stepMs
    else {
      start = direction > 0 ? nextStep(steps, start + 1) : runningStep(steps, start - 1)
      end = start + length
    }
    const isAllowed = end - start >= shortestLength(steps) && end - start <= longestLength(steps)
    // A time that the row does not show would be chosen unseen.
    const isShown = overlaps({ start, end }, freeTime)
    if (isAllowed && isShown && start >= usableRange.start && end <= usableRange.end) show({ start, end })
  }
  const times = useTimesOf(scale, zone)(freeTime)
  return (
    <button
      type="button"
      aria-label={`${rowName}: ${block.label} ${times}`}
      title={`${block.label} ${times}`}
      className="absolute inset-y-1 rounded-md bg-brand-wash/70 forced-colors:border transition-colors hover:bg-brand-wash focus-visible:z-10"
      style={positionOf(scale, block)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerCancel={() => {
        from.current = null
        show(null)
      }}
      onClick={(event) => {
        const at = isByPointer(event.detail)
          ? instantUnder(event.currentTarget, event.clientX, scale)
          : freeTime.start
        finish(range.current ?? clickAt(at))
      }}
      onBlur={() => from.current === null && range.current && show(null)}
      onKeyDown={onKeyDown}
    />
  )
}
