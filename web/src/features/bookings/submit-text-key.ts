/** The key of the text of the button that books, and pays from the balance or by card: a free booking is not paid. Pure. */
export function submitTextKey(total: number, requiresApproval: boolean, isByCard: boolean) {
  if (isByCard)
    return requiresApproval ? ('payments:book.requestAndPay' as const) : ('payments:book.pay' as const)
  if (total === 0) return requiresApproval ? ('book.requestFree' as const) : ('book.submitFree' as const)
  return requiresApproval ? ('book.submitForApproval' as const) : ('book.submit' as const)
}
