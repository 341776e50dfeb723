import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import {
  cancellationTextKey,
  cancelledTextKey,
  isCancellable,
  notCancellableTextKey,
} from './cancellation-text-key.ts'
import { NotCancellable } from './not-cancellable.tsx'
import { useBookingSpace } from './use-booking-space.ts'
import { useCancellation } from './use-cancellation.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** Shows the refund before the click, as the service calculates it now. */
export function CancelDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const { query, cancel, isRunning, error, isRefundNew } = useCancellation(booking.id, {
    done: ({ booking: cancelled, refund }) =>
      t(`cancel.${cancelledTextKey(cancelled, refund)}`, { refund: format.money(refund, booking.currency) }),
    onDone: onClose,
  })
  const space = useBookingSpace(query.data ?? booking, booking)
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <Loaded query={query} lines={1}>
        {(latest) => (
          <>
            <p>
              <span className="font-medium">{space?.name}</span>,{' '}
              {format.range(latest.startsAt, latest.endsAt, zone)}
            </p>
            {isCancellable(latest) ? (
              <ConfirmForm
                submitLabel={t('cancel.submit')}
                closeLabel={t('cancel.keep')}
                error={error}
                isRunning={isRunning}
                onSubmit={() => cancel(latest)}
                onClose={onClose}
              >
                {isRefundNew && <Alert>{t('cancel.refundNew')}</Alert>}
                <p className="rounded-lg bg-sunken px-3 py-2.5">
                  {t(`cancel.${cancellationTextKey(latest)}`, {
                    refund: format.money(latest.refundNow, latest.currency),
                    price: format.money(latest.totalPrice, latest.currency),
                  })}
                </p>
              </ConfirmForm>
            ) : (
              <NotCancellable onClose={onClose}>
                <p>
                  {t(`cancel.${notCancellableTextKey(latest)}`, {
                    status: t(`common:status.${latest.status}`),
                  })}
                </p>
                {latest.refunded > 0 && (
                  <p>{t('page.refunded', { refunded: format.money(latest.refunded, latest.currency) })}</p>
                )}
              </NotCancellable>
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  )
}
