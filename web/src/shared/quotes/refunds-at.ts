import type { Quote } from '../api/types.ts'

/** The refunds of a cancellation whose deadlines are ahead at `now`, and whether all deadlines of a refund are over. Pure. */
export function refundsAt(cancellation: Quote['cancellation'], now: number) {
  const refunds = cancellation.filter(({ refundPercent }) => refundPercent > 0)
  const ahead = refunds.filter(({ until }) => Date.parse(until) > now)
  return { ahead, areOver: refunds.length > 0 && ahead.length === 0 }
}
