/** What was entered for an entry: the text of its amount, and its currency; null while none is chosen. */
export type EnteredAmount = { text: string; currency: string | null }

/** The currency of an entry: the chosen one, or the first one that the person or the locations have. Pure. */
export const entryCurrency = (
  { currency }: EnteredAmount,
  balances: { currency: string }[],
  [firstOfLocations]: string[],
  defaultCurrency: string,
): string => currency ?? balances[0]?.currency ?? firstOfLocations ?? defaultCurrency

/**
 * The entry after a change of its amount. An amount is typed in the currency that is shown beside it, so that currency is chosen from then on: a
 * refetch of the person could bring another one. Pure.
 */
export const withAmount = (text: string, shownCurrency: string): EnteredAmount => ({
  text,
  currency: shownCurrency,
})
