import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../api/client.ts'

export const useWallet = (enabled: boolean) =>
  useQuery({
    queryKey: ['wallet'],
    queryFn: () => unwrap(api.GET('/api/v1/me/wallet')),
    enabled,
  })

/** This user's balance in that currency; `undefined` until it is known. */
export function useBalance(currency: string | undefined, enabled: boolean): number | undefined {
  const { data } = useWallet(enabled)
  // A query that is not enabled still returns what is in the cache: the wallet of a user who has signed out.
  if (!enabled || !data) return undefined
  return data.balances.find((each) => each.currency === currency)?.balance ?? 0
}
