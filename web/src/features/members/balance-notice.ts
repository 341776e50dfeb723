/**
 * What the form of an entry says about the balance, which never goes below zero: it is the present balance where no amount is entered, and
 * where the amount would take more than there is. `amount` is negative where money is taken off. Pure.
 */
export function balanceNotice(balance: number, amount: number | null) {
  if (amount === null) return { textKey: 'balanceNow', balance } as const
  if (amount < 0 && balance + amount < 0) return { textKey: 'balanceTooLow', balance } as const
  return { textKey: 'balanceAfter', balance: balance + amount } as const
}
