import { NetworkError } from './fetch.ts'
import { problemOf } from './problem.ts'

/**
 * Whether a call may have been carried out although it failed: it got no response, or one that does not tell, such as that of a proxy that
 * has waited too long (504). Other refusals say that nothing was done. Pure.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  const problem = problemOf(error)
  if (!problem) return error instanceof NetworkError
  return problem.status >= 500 || problem.code === 'idempotency_in_progress'
}

/** Whether the outcome is unknown because no response of the service has come: none at all, or that of a proxy. Pure. */
export const isServiceSilent = (error: unknown): boolean =>
  isOutcomeUnknown(error) && (problemOf(error)?.code ?? 'unreadable') === 'unreadable'
