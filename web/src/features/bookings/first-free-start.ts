import { bookablePart, type Range, type Steps } from '../../shared/timeline/scale.ts'

/**
 * The first step from `from` on at which a booking of this length fits into a free period; null where it fits into none. Pure.
 */
export function firstFreeStart(
  free: readonly Range[],
  { from, steps, minutes }: { from: number; steps: Steps; minutes: number },
): number | null {
  const long = { ...steps, minLengthMs: minutes * 60_000 }
  const parts = free.map(({ start, end }) => bookablePart(long, { start: Math.max(start, from), end }))
  return parts.find((part) => part !== null)?.start ?? null
}
