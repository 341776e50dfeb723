import type { Quote } from '../../shared/api/types.ts'

type MovePrices = { before: number; after: number; charge: number; refund: number }

/** The key of the text about the difference of the price: a refund may be less than the difference, as the policy of the booking says. Pure. */
export function moveTextKey({ before, after, charge, refund }: MovePrices) {
  if (charge > 0) return 'move.charges' as const
  const difference = before - after
  if (difference === 0) return 'move.costsNothing' as const
  if (refund === 0) return 'move.refundsNothing' as const
  return refund < difference ? ('move.refundsPart' as const) : ('move.refunds' as const)
}

type QuoteOfMove = Pick<Quote, 'total' | 'cancellation' | 'move'>

/**
 * Whether the move would now refund another sum than the one that is shown, or freeze other refunds of a later cancellation. False where
 * the price itself is another one: the service then refuses the move (`expectedTotal`). Pure.
 */
export const hasRefundOfMoveChanged = (shown: QuoteOfMove, latest: QuoteOfMove): boolean =>
  shown.total === latest.total && refundsOf(shown) !== refundsOf(latest)

const refundsOf = ({ cancellation, move }: QuoteOfMove) => JSON.stringify([move?.refund, cancellation])
