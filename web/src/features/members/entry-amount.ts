import type { RequestBody } from '../../shared/api/types.ts'

/**
 * The amount of the entry for the typed one, negative where money is paid out; null where the service would refuse it. Only an adjustment is typed
 * with its sign. Pure.
 */
export function entryAmount(typed: number | null, kind: RequestBody<'addEntry'>['kind']): number | null {
  if (typed === null || typed === 0 || (typed < 0 && kind !== 'adjustment')) return null
  return kind === 'payout' ? -typed : typed
}
