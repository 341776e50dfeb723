import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '../../shared/api/client.ts'

export type Slot = { spaceId: string; startsAt: string; endsAt: string }

/**
 * What a booking of that time would cost, or the move of `movingBookingId`, or a booking that staff make for `userId`; the price before stays until the new one is
 * there. `shown` is what a click agrees to: `undefined` while it is the price of another time, or there is none.
 */
export function useQuote(slot: Slot & { movingBookingId?: string; userId?: string }) {
  const query = useQuery({
    queryKey: ['quote', slot],
    queryFn: () => ask(api.POST('/api/v1/quotes', { body: slot })),
    placeholderData: keepPreviousData,
  })
  const shown = query.isPlaceholderData || query.error ? undefined : query.data?.total
  return { ...query, shown }
}

/** What this person has in that currency; `undefined` until it is known. */
export function useBalance(currency: string | undefined, enabled: boolean): number | undefined {
  const wallet = useQuery({
    queryKey: ['wallet'],
    queryFn: () => ask(api.GET('/api/v1/me/wallet')),
    enabled,
  })
  if (!wallet.data) return undefined
  return wallet.data.balances.find((each) => each.currency === currency)?.balance ?? 0
}
