/** What was entered for an entry: the text of its amount, and its currency; null while none is chosen. */
export type EnteredAmount = { text: string; currency: string | null }

/**
 * The currency that the form proposes: that of the location, because the member pays and books there. For a payout or an adjustment it is one
 * of which the person has money, if there is one: that of the location first. Pure.
 */
export function proposedCurrency(
  kind: 'top_up' | 'payout' | 'adjustment',
  balances: { currency: string; balance: number }[],
  ofLocation: string,
): string {
  const withMoney = balances.filter(({ balance }) => balance > 0).map(({ currency }) => currency)
  if (kind === 'top_up' || withMoney.includes(ofLocation)) return ofLocation
  return withMoney[0] ?? ofLocation
}

/**
 * The entry after a change of its amount. An amount is typed in the currency that is shown beside it, so that currency is chosen from then on: a
 * refetch of the person could bring another one. Pure.
 */
export const withAmount = (text: string, shownCurrency: string): EnteredAmount => ({
  text,
  currency: shownCurrency,
})
