import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../api/client.ts'
import type { ResponseBody } from '../api/types.ts'

export type Limits = NonNullable<ResponseBody<'getSettings'>['payments']>['limits'][number]

/** The settings of this installation; `payments` is null where nobody can pay by card. */
export const useSettings = () =>
  useQuery({
    queryKey: ['settings'],
    queryFn: () => unwrap(api.GET('/api/v1/settings')),
    staleTime: 5 * 60_000,
  })

/** The limits of a card payment in that currency: null where there are no card payments, undefined while that is not known. */
export function useCardLimits(currency: string | undefined): Limits | null | undefined {
  const { data } = useSettings()
  return data && (data.payments?.limits.find((each) => each.currency === currency) ?? null)
}

/** The payment that covers what is missing; null where it would be more than one payment may be. Pure. */
export const paymentFor = (missing: number, { min, max }: Limits): number | null =>
  missing > max ? null : Math.max(missing, min)
