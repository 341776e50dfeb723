import { hourMs, toInstant } from '../../shared/time-range.ts'
import type { CancellationTier, Quote } from './tariff.schema.ts'

const untilTheStart: CancellationTier[] = [{ hoursBefore: 0, refundPercent: 100 }]

/** Tiers as a booking freezes them: from the most hours down, and said out loud where a tariff has none. */
export const frozenTiers = (tiers: CancellationTier[]): CancellationTier[] =>
  tiers.length === 0 ? untilTheStart : [...tiers].sort((a, b) => b.hoursBefore - a.hoursBefore)

/** What percent of the price a cancellation at `now` gives back: the first tier still ahead, nothing past the last. */
export function refundPercentAt(tiers: CancellationTier[], startsAt: number, now: number): number {
  const ahead = frozenTiers(tiers).find((tier) => startsAt - now >= tier.hoursBefore * hourMs)
  return ahead?.refundPercent ?? 0
}

/** The same tiers with no percent above `percent`: a move is no way around the policy that it leaves. */
export const limitTiers = (tiers: CancellationTier[], percent: number): CancellationTier[] =>
  frozenTiers(tiers).map((tier) => ({ ...tier, refundPercent: Math.min(tier.refundPercent, percent) }))

/** Tiers as deadlines of a booking that starts then. */
export const deadlinesOf = (tiers: CancellationTier[], startsAt: number): Quote['cancellation'] =>
  frozenTiers(tiers).map(({ hoursBefore, refundPercent }) => ({
    until: toInstant(startsAt - hoursBefore * hourMs),
    refundPercent,
  }))
