import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, unwrap } from '../api/client.ts'
import type { ResponseBody } from '../api/types.ts'

export type Payment = ResponseBody<'getPayment'>

const soonMs = 2_500
const laterMs = 15_000
/** The time after the opening of the page in which the provider may not know yet how the payment ended. */
const justOpenedMs = 10_000

/** The state of a payment; while it is pending the service is asked again, at first every few seconds. */
export function usePayment(id: string | undefined) {
  const queries = useQueryClient()
  const [since] = useState(Date.now)
  const payment = useQuery({
    queryKey: ['payments', 'one', id],
    queryFn: () => unwrap(api.GET('/api/v1/payments/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.data?.status !== 'pending') return false
      return Date.now() - since < justOpenedMs ? soonMs : laterMs
    },
  })
  const status = payment.data?.status
  const before = useRef<Payment['status']>(undefined)
  useEffect(() => {
    // The end of a payment changes the balance, and no write of this browser has caused it.
    if (status && status !== 'pending' && before.current !== status) {
      void queries.invalidateQueries({ queryKey: ['wallet'] })
      void queries.invalidateQueries({ queryKey: ['bookings'] })
      if (before.current) void queries.invalidateQueries({ queryKey: ['payments', 'mine'] })
    }
    before.current = status
  }, [status, queries])
  return { ...payment, wasJustOpened: payment.dataUpdatedAt - since < justOpenedMs }
}
