import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction, useIsShown } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking } from '../../shared/api/types.ts'
import { bookingQuery } from './booking-query.ts'
import { hasRefundChanged, isCancellable } from './cancellation-text-key.ts'

type Input = { version: number; reason?: string; refundPercent?: number }
type Result = { booking: Booking; refund: number }
type Options = { done: (result: Result) => string; onDone: () => void }

/**
 * Cancels a booking with the refund that is shown. The refund falls when a deadline of the policy passes, which changes no version: so it
 * is fetched again before the request, and where it is another one the user is asked again.
 */
export function useCancellation(id: string, { done, onDone }: Options) {
  const { isFetchedAfterMount, ...currentBooking } = useQuery({
    ...bookingQuery(id),
    staleTime: 0,
    refetchInterval: 30_000,
  })
  const [isChecking, setChecking] = useState(false)
  const [checkError, setCheckError] = useState<Error | null>(null)
  const [isRefundNew, setRefundNew] = useState(false)
  const isShown = useIsShown()
  const action = useAction({
    run: ({ version, ...body }: Input, key) => {
      // Only the version whose refund is shown is cancelled: the booking may have been moved or paid on another screen meanwhile.
      const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` }
      return unwrap(api.POST('/api/v1/bookings/{id}/cancel', { params: { path: { id }, header }, body }))
    },
    done,
    onDone,
    showsError: true,
  })
  const cancel = async (shown: Booking, body: Omit<Input, 'version'> = {}) => {
    setChecking(true)
    const { data: latest, error } = await currentBooking.refetch()
    // The user who has closed the dialog during the check does not want the cancellation any more.
    if (!isShown.current) return
    setChecking(false)
    setCheckError(error)
    // A booking that is cancelled by now, such as by a request whose response was lost, needs no request: the dialog shows its status.
    if (error || !latest || !isCancellable(latest)) return
    const isNew = hasRefundChanged(shown, latest)
    setRefundNew(isNew)
    if (!isNew) action.start({ version: shown.version, ...body })
  }
  return {
    /** The booking, not before it was fetched for this dialog: an older refund may be wrong. */
    query: isFetchedAfterMount ? currentBooking : { ...currentBooking, data: undefined },
    cancel: (shown: Booking, body?: Omit<Input, 'version'>) => void cancel(shown, body),
    isRunning: isChecking || action.isRunning,
    error: checkError ?? action.error,
    isRefundNew,
  }
}
