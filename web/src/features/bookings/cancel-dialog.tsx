import { useQuery } from '@tanstack/react-query'
import { useAction } from '../../shared/api/action.ts'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { bookingQuery } from './booking-query.ts'
import { cancellationText, cancelledText } from './cancellation-text.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** Shows the refund before the click, as the service calculates it now. */
export function CancelDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const currentBooking = useQuery({ ...bookingQuery(booking.id), staleTime: 0 })
  const cancel = useAction({
    run: ({ version }: { version: number }, key) => {
      // Only the version whose refund is shown is cancelled: the booking may have been moved or paid on another screen meanwhile.
      const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` }
      const params = { path: { id: booking.id }, header }
      return unwrap(api.POST('/api/v1/bookings/{id}/cancel', { params, body: {} }))
    },
    done: ({ booking: cancelled, refund }) =>
      t(`cancel.${cancelledText(cancelled, refund)}`, { refund: format.money(refund, booking.currency) }),
    onDone: onClose,
    showsError: true,
  })
  const spaces = useSpaces(booking.locationId).data
  /** The booking may have been moved to another space meanwhile. */
  const spaceNameOf = ({ spaceId }: Booking) =>
    spaces?.find(({ id }) => id === spaceId)?.name ?? booking.space?.name
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <Loaded query={currentBooking} lines={1}>
        {(latest) => (
          <>
            <p>
              <span className="font-medium">{spaceNameOf(latest)}</span>,{' '}
              {format.range(latest.startsAt, latest.endsAt, zone)}
            </p>
            <ConfirmForm
              submit={t('cancel.submit')}
              keep={t('cancel.keep')}
              error={cancel.error}
              isRunning={cancel.isRunning}
              onSubmit={() => cancel.start({ version: latest.version })}
              onClose={onClose}
            >
              <p className="rounded-lg bg-sunken px-3 py-2.5">
                {t(`cancel.${cancellationText(latest)}`, {
                  refund: format.money(latest.refundNow, latest.currency),
                  price: format.money(latest.totalPrice, latest.currency),
                })}
              </p>
            </ConfirmForm>
          </>
        )}
      </Loaded>
    </Dialog>
  )
}
