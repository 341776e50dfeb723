import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { cancelledTextKey, isCancellable, notCancellableTextKey } from './cancellation-text-key.ts'
import { NotCancellable } from './not-cancellable.tsx'
import { mayChooseRefund, staffCancellationTextKey } from './staff-refund.ts'
import { useBookingSpace } from './use-booking-space.ts'
import { useCancellation } from './use-cancellation.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** Staff cancel a booking, with the refund of the policy or another one. The refund is shown before the click. */
export function StaffCancelDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation(['staffBookings', 'common'])
  const format = useFormat()
  const me = useUser()
  const [percent, setPercent] = useState('')
  const [isInvalid, setInvalid] = useState(false)
  const { query, cancel, isRunning, error, isRefundNew } = useCancellation(booking.id, {
    done: ({ booking: cancelled, refund }) =>
      t(`cancel.${cancelledTextKey(cancelled, refund)}`, { refund: format.money(refund, booking.currency) }),
    onDone: onClose,
  })
  const space = useBookingSpace(query.data ?? booking, booking)
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <Loaded query={query} lines={1}>
        {(latest) => {
          const hasPercent = mayChooseRefund(latest, me?.id)
          const typedPercent = percent === '' || !hasPercent ? null : Number(percent)
          return (
            <>
              <p>
                {booking.user && fullName(booking.user)}, {space?.name},{' '}
                {format.range(latest.startsAt, latest.endsAt, zone)}
              </p>
              {isCancellable(latest) ? (
                <ConfirmForm
                  submitLabel={t('cancel.submit')}
                  closeLabel={t('cancel.keep')}
                  error={error}
                  isRunning={isRunning}
                  onClose={onClose}
                  onSubmit={({ reason = '' }) =>
                    cancel(latest, {
                      ...(reason && { reason }),
                      ...(typedPercent !== null && { refundPercent: typedPercent }),
                    })
                  }
                >
                  {hasPercent && (
                    <PercentField
                      booking={latest}
                      value={percent}
                      onChange={setPercent}
                      onInvalid={setInvalid}
                    />
                  )}
                  <Field name="reason" label={t('cancel.reason')} maxLength={500} />
                  {isRefundNew && <Alert>{t('cancel.refundNew')}</Alert>}
                  {!(isInvalid && hasPercent) && <Refund booking={latest} percent={typedPercent} />}
                </ConfirmForm>
              ) : (
                <NotCancellable onClose={onClose}>
                  <p>
                    {t(`cancel.${notCancellableTextKey(latest)}`, {
                      status: t(`common:status.${latest.status}`),
                    })}
                  </p>
                  {latest.refunded > 0 && (
                    <p>{t('refunded', { refunded: format.money(latest.refunded, latest.currency) })}</p>
                  )}
                </NotCancellable>
              )}
            </>
          )
        }}
      </Loaded>
    </Dialog>
  )
}

type PercentProps = {
  booking: Booking
  value: string
  onChange: (percent: string) => void
  /** Whether the form or the service would refuse what the field shows; where that is no number, its value is empty. */
  onInvalid: (isInvalid: boolean) => void
}

function PercentField({ booking, value, onChange, onInvalid }: PercentProps) {
  const { status, refundNow, currency } = booking
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  const refund = format.money(refundNow, currency)
  return (
    <Field
      name="refundPercent"
      label={t('cancel.percent')}
      hint={t(status === 'pending' ? 'cancel.percentHintPending' : 'cancel.percentHint', { refund })}
      type="number"
      min={0}
      max={100}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      // React calls `onChange` only where the value changes: it stays empty where the first typed letter is no digit.
      onInput={({ currentTarget }) => onInvalid(!currentTarget.validity.valid)}
    />
  )
}

/** The refund of the cancellation, with the percent that staff have typed. */
function Refund({ booking, percent }: { booking: Booking; percent: number | null }) {
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  const { refundNow, totalPrice, currency } = booking
  const textKey = staffCancellationTextKey(booking, percent)
  const refund =
    textKey === 'comesBackPercent' ? format.percent((percent ?? 0) / 100) : format.money(refundNow, currency)
  return (
    <p role="status" className="rounded-lg bg-sunken px-3 py-2.5 font-medium">
      {t(`cancel.${textKey}`, {
        refund,
        price: format.money(totalPrice, currency),
      })}
    </p>
  )
}
