import type { ResponseBody } from '../api/types.ts'

type Entry = ResponseBody<'listEntries'>['items'][number]

/**
 * The key of the name of an entry of a wallet, equal for members and staff. Top-ups and payouts by card have names of their own. A payout
 * with a positive amount is a refund to the card that failed. Pure.
 */
export function entryTextKey({ kind, channel, amount }: Pick<Entry, 'kind' | 'channel' | 'amount'>) {
  const isByCard = channel === 'stripe' || channel === 'yookassa'
  if (!isByCard || (kind !== 'top_up' && kind !== 'payout')) return `kind.${kind}` as const
  return kind === 'payout' && amount > 0 ? 'byCard.returned' : (`byCard.${kind}` as const)
}
