import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction, useIsShown } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { isOutcomeUnknown } from '../../shared/api/is-outcome-unknown.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import type { Booking, Quote, Slot } from '../../shared/api/types.ts'
import { hasRefundOfMoveChanged } from './move-text-key.ts'
import { quoteQuery } from './quote-query.ts'

type Options = { done: (moved: Booking) => string; onDone: () => void }
type Shown = { slot: Slot & { movingBookingId: string }; quote: Quote }

/**
 * Moves a booking with the price and the refund that are shown. `expectedTotal` protects only the price. The refund falls when a deadline
 * of the policy passes: so it is fetched again before the request, and where it is another one the user is asked again.
 */
export function useMove(edit: Edit<Booking>, { done, onDone }: Options) {
  const queries = useQueryClient()
  const isShown = useIsShown()
  const [isChecking, setChecking] = useState(false)
  const [checkError, setCheckError] = useState<unknown>(null)
  const [isRefundNew, setRefundNew] = useState(false)
  const action = useAction({
    run: ({ id, ...body }: Slot & { id: string; expectedTotal: number }) =>
      unwrap(api.PATCH('/api/v1/bookings/{id}', { params: { path: { id }, header: edit.header }, body })),
    wasDone: ({ id: _, expectedTotal: __, ...moved }) => edit.wasDone(moved),
    done,
    onDone,
    showsError: true,
  })
  const start = ({ slot: { movingBookingId: id, ...target }, quote: { total } }: Shown) =>
    action.start({ id, ...target, expectedTotal: total })
  const move = async (shown: Shown) => {
    // The move may have been carried out: its quote would say that nothing changes.
    if (isOutcomeUnknown(action.error)) return start(shown)
    const { slot, quote } = shown
    setChecking(true)
    const { queryKey, queryFn } = quoteQuery(slot)
    const latest = await queryFn().catch((error: unknown) => {
      setCheckError(error)
      return null
    })
    // The user who has closed the dialog during the check does not want the move any more.
    if (!isShown.current) return
    setChecking(false)
    if (!latest) return
    setCheckError(null)
    const isNew = hasRefundOfMoveChanged(quote, latest)
    setRefundNew(isNew)
    if (isNew) return void queries.setQueryData(queryKey, latest)
    start(shown)
  }
  return {
    move: (shown: Shown) => void move(shown),
    isRunning: isChecking || action.isRunning,
    retries: action.retries,
    error: checkError ?? action.error,
    hideError: () => {
      action.hideError()
      setCheckError(null)
      setRefundNew(false)
    },
    isRefundNew,
  }
}
