import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { useOwnBookingActions } from './own-booking-actions.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** Asks before a booking ends early, because its remaining time is lost, with its money. */
export function LeaveDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const { leave } = useOwnBookingActions(onClose)
  const { space, endsAt, totalPrice, currency } = booking
  return (
    <ConfirmDialog
      title={t('leave.title')}
      text={t(totalPrice > 0 ? 'leave.text' : 'leave.textFree', {
        name: space?.name ?? '',
        time: format.timeWithDay(endsAt, zone),
        price: format.money(totalPrice, currency),
      })}
      submitLabel={t('leave.submit')}
      closeLabel={t('leave.keep')}
      error={leave.error}
      isRunning={leave.isRunning}
      onSubmit={() => leave.start(booking.id)}
      onClose={onClose}
    />
  )
}
