import { hourMs, toInstant } from '../../shared/time-range.ts'
import type { CancellationTier, Quote } from './tariff.schema.ts'

const fullRefundUntilStart: CancellationTier[] = [{ hoursBefore: 0, refundPercent: 100 }]

/** Tiers as a booking stores them: by hours, descending; where the tariff has none, a full refund until the start. */
export const frozenTiers = (tiers: CancellationTier[]): CancellationTier[] =>
  tiers.length === 0 ? fullRefundUntilStart : [...tiers].sort((a, b) => b.hoursBefore - a.hoursBefore)

/** The refund in percent for a cancellation at `now`: that of the first tier whose deadline is not over; 0 after the last deadline. */
export function refundPercentAt(tiers: CancellationTier[], startsAt: number, now: number): number {
  const tier = frozenTiers(tiers).find(({ hoursBefore }) => startsAt - now >= hoursBefore * hourMs)
  return tier?.refundPercent ?? 0
}

/** These tiers with no percent above `percent`, so that a move does not avoid the policy that the booking had before it. */
export const limitTiers = (tiers: CancellationTier[], percent: number): CancellationTier[] =>
  frozenTiers(tiers).map((tier) => ({ ...tier, refundPercent: Math.min(tier.refundPercent, percent) }))

/** Tiers as deadlines of a booking with this start. */
export const deadlinesOf = (tiers: CancellationTier[], startsAt: number): Quote['cancellation'] =>
  frozenTiers(tiers).map(({ hoursBefore, refundPercent }) => ({
    until: toInstant(startsAt - hoursBefore * hourMs),
    refundPercent,
  }))
