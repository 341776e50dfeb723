import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { keepDataWithin } from '../../shared/api/previous-data.ts'
import type { Slot } from '../../shared/api/types.ts'

type QuotedSlot = Slot & { movingBookingId?: string; userId?: string }

export const quoteQuery = (slot: QuotedSlot) => ({
  queryKey: ['quote', slot] as const,
  queryFn: () => unwrap(api.POST('/api/v1/quotes', { body: slot })),
})

/**
 * The price of a booking of the slot. With `movingBookingId` it is the price of moving that booking to the slot; with `userId`, of a booking
 * that staff make for that user. The previous price stays on the screen while the new one is loaded. `expectedTotal` is the price that a
 * click accepts: `undefined` while the previous price or none is shown.
 */
export function useQuote(slot: QuotedSlot) {
  const query = useQuery({
    ...quoteQuery(slot),
    placeholderData: keepDataWithin('quote'),
  })
  const expectedTotal = query.isPlaceholderData || query.error ? undefined : query.data?.total
  return { ...query, expectedTotal }
}
