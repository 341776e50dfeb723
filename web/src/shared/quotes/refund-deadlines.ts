import type { Quote } from '../api/types.ts'

type PricedPolicy = Pick<Quote, 'total' | 'cancellation'>

/**
 * The refunds of a cancellation whose deadlines are ahead at `now`, and the text about them: null for a booking
 * that costs nothing, and where no refund is ahead by the policy, but a booking that exists has one (`refundNow`), because a closure is
 * about to cancel it. Pure.
 */
export function refundDeadlines({ total, cancellation }: PricedPolicy, now: number, refundNow = 0) {
  if (total === 0) return { ahead: [], text: null }
  // A policy may refund more later: then the time without a refund is part of it.
  const refunds = cancellation.filter((_, index) =>
    cancellation.slice(index).some(({ refundPercent }) => refundPercent > 0),
  )
  // A move limits the percents of a policy, so that two neighbouring deadlines may refund the same: only the later one counts.
  const steps = refunds.filter(
    ({ refundPercent }, index) => refunds[index + 1]?.refundPercent !== refundPercent,
  )
  const ahead = steps.filter(({ until }) => Date.parse(until) > now)
  const textOfNone = refunds.length > 0 ? ('refundsAreOver' as const) : ('noRefund' as const)
  return { ahead, text: ahead.length > 0 ? ('refund' as const) : refundNow > 0 ? null : textOfNone }
}
