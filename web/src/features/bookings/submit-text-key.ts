/** The key of the text of the button that books: a free booking is not paid. Pure. */
export function submitTextKey(total: number, requiresApproval: boolean) {
  if (total === 0) return requiresApproval ? ('requestFree' as const) : ('submitFree' as const)
  return requiresApproval ? ('submitForApproval' as const) : ('submit' as const)
}
