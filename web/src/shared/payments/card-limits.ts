import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../api/client.ts'
import type { ResponseBody } from '../api/types.ts'

export type CardLimits = NonNullable<ResponseBody<'getSettings'>['payments']>['limits'][number]

/** The settings of this installation; `payments` is null where nobody can pay by card. */
export const useSettings = () =>
  useQuery({
    queryKey: ['settings'],
    queryFn: () => unwrap(api.GET('/api/v1/settings')),
    staleTime: 5 * 60_000,
  })

/** The limits of a card payment in that currency: null where there are no card payments, undefined while that is not known. */
export function useCardLimits(currency: string | undefined): CardLimits | null | undefined {
  const { data } = useSettings()
  return data && (data.payments?.limits.find((each) => each.currency === currency) ?? null)
}

/** The typed amount; null where a payment cannot be of this amount. Pure. */
export const payableAmount = (typed: number | null, { min, max }: CardLimits): number | null =>
  typed !== null && typed >= min && typed <= max ? typed : null

/**
 * The amount of a payment that covers the missing amount: at least the minimum of a payment; null if the missing amount is above the
 * maximum. Pure.
 */
export const amountToPay = (missing: number, { min, max }: CardLimits): number | null =>
  missing > max ? null : Math.max(missing, min)
