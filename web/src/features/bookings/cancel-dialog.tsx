import { useQuery } from '@tanstack/react-query'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { bookingQuery } from './booking-query.ts'
import { cancellationText } from './cancellation-text.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** Shows the refund before the click, as the service calculates it now. */
export function CancelDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const path = { id: booking.id }
  const currentBooking = useQuery({ ...bookingQuery(booking.id), staleTime: 0 })
  const cancel = useAction({
    run: (_: undefined, key) =>
      unwrap(
        api.POST('/api/v1/bookings/{id}/cancel', {
          params: { path },
          body: {},
          headers: { 'idempotency-key': key },
        }),
      ),
    // `holdUntil` stays with a booking that was never paid for.
    done: ({ booking: { holdUntil }, refund }) =>
      holdUntil === null
        ? t('cancel.done', { refund: format.money(refund, booking.currency) })
        : t('cancel.doneUnpaid'),
    onDone: onClose,
    showsError: true,
  })
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <p>
        <span className="font-medium">{booking.space?.name}</span>,{' '}
        {format.range(booking.startsAt, booking.endsAt, zone)}
      </p>
      <Loaded query={currentBooking} lines={1}>
        {(latest) => (
          <ConfirmForm
            submit={t('cancel.submit')}
            keep={t('cancel.keep')}
            error={cancel.error}
            isRunning={cancel.isRunning}
            onSubmit={() => cancel.start(undefined)}
            onClose={onClose}
          >
            <p className="rounded-lg bg-sunken px-3 py-2.5">
              {t(`cancel.${cancellationText(latest)}`, {
                refund: format.money(latest.refundNow, latest.currency),
                price: format.money(latest.totalPrice, latest.currency),
              })}
            </p>
          </ConfirmForm>
        )}
      </Loaded>
    </Dialog>
  )
}
