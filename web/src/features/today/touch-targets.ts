import type { Block } from '../../shared/timeline/block.ts'
import { gaps, overlaps, periodRems, type Range } from '../../shared/timeline/scale.ts'

// A target must be 24 px wide (WCAG 2.2, 2.5.8); a little more, because widths are rounded.
const minTargetRems = 1.6

const lengthOf = ({ start, end }: Range): number => end - start

/** The shortest time that is drawn as wide as a target must be at least (24 px), where the period is one of several side by side. */
export const minLengthOf = (period: Range): number => (lengthOf(period) * minTargetRems) / periodRems

const intersection = (a: Range, b: Range): Range => ({
  start: Math.max(a.start, b.start),
  end: Math.min(a.end, b.end),
})

/** The range of a target: around its bookings, at least `minLengthMs` long, within the period. */
function targetAround(period: Range, bookings: Block[], minLengthMs: number): Range {
  const start = Math.min(...bookings.map((each) => each.start))
  const end = Math.max(...bookings.map((each) => each.end), start + minLengthMs)
  const excess = Math.max(0, end - period.end)
  return { start: Math.max(period.start, start - excess), end: end - excess }
}

/** Groups the bookings by target, so that targets do not overlap. */
function targetsOf(bookings: Block[], period: Range, minLengthMs: number): Block[][] {
  const targets: Block[][] = []
  for (const booking of bookings.toSorted((a, b) => a.start - b.start)) {
    const last = targets.at(-1)
    const isNear =
      last && targetAround(period, [booking], minLengthMs).start < targetAround(period, last, minLengthMs).end
    if (isNear) last.push(booking)
    else targets.push([booking])
  }
  return targets
}

type GroupOptions = {
  /** The label of a target of several bookings, and the click on it, which opens a view in which each booking can be opened. */
  group: (bookings: Block[]) => Pick<Block, 'label' | 'onOpen'>
}

/**
 * The blocks of a period that is drawn narrow, such as a day of a week. A short booking is drawn in its true width, inside a target of at least
 * 24 px. Bookings that are too near to each other share a target, which opens another view. Free time that is too narrow is
 * drawn, but cannot be chosen. Pure.
 */
export function withTouchTargets(blocks: Block[], period: Range, { group }: GroupOptions): Block[] {
  const minLengthMs = minLengthOf(period)
  const targets = targetsOf(
    blocks.filter(({ onOpen }) => onOpen),
    period,
    minLengthMs,
  ).flatMap((bookings): Block[] => {
    const [first] = bookings
    if (!first) return []
    if (bookings.length === 1 && lengthOf(first) >= minLengthMs) return [first]
    const target = {
      ...first,
      ...targetAround(period, bookings, minLengthMs),
      bars: bookings,
      isMovable: false,
    }
    return [bookings.length === 1 ? target : { ...target, id: `several ${first.id}`, ...group(bookings) }]
  })
  const otherBlocks = blocks
    .filter(({ onOpen }) => !onOpen)
    .flatMap((block): Block[] => {
      if (block.look !== 'free') return [block]
      const overlapping = targets.filter((target) => overlaps(target, block))
      const parts = gaps(block, overlapping).map((part) => ({
        ...part,
        isNarrow: lengthOf(part) < minLengthMs,
      }))
      // The free time within a target is drawn under the target.
      const sharedParts = overlapping.map((target) => ({ ...intersection(target, block), isNarrow: true }))
      // An id has no time: the start of the soonest free time moves with the clock, and a new button would lose the focus and a drag.
      return [...parts, ...sharedParts].map((part, index) => ({
        ...block,
        ...part,
        whole: { start: block.start, end: block.end },
        id: `${block.id} ${index}`,
      }))
    })
  return [...otherBlocks, ...targets]
}
