import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { bookingQuery } from './booking-query.ts'

type Props = { booking: BookingListItem; zone: string; onClose: () => void }

/** The refund by the policy, or the refund that staff choose; shown before the click. */
export function StaffCancelDialog({ booking, zone, onClose }: Props) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const [percent, setPercent] = useState('')
  const params = { path: { id: booking.id } }
  const currentBooking = useQuery({ ...bookingQuery(booking.id), staleTime: 0 })
  const cancel = useAction({
    run: (body: { reason?: string; refundPercent?: number }, key) =>
      unwrap(api.POST('/api/v1/bookings/{id}/cancel', { params, body, headers: { 'idempotency-key': key } })),
    done: ({ refund }) => t('cancel.done', { refund: format.money(refund, booking.currency) }),
    onDone: onClose,
    showsError: true,
  })
  const ownPercent = percent === '' ? null : Number(percent)
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <p>
        {booking.user?.firstName} {booking.user?.lastName}, {booking.space?.name},{' '}
        {format.range(booking.startsAt, booking.endsAt, zone)}
      </p>
      <Loaded query={currentBooking} lines={1}>
        {({ refundNow, totalPrice, currency }) => (
          <ConfirmForm
            submit={t('cancel.submit')}
            keep={t('cancel.keep')}
            error={cancel.error}
            isRunning={cancel.isRunning}
            onClose={onClose}
            onSubmit={({ reason = '' }) =>
              cancel.start({
                ...(reason && { reason }),
                ...(ownPercent !== null && { refundPercent: ownPercent }),
              })
            }
          >
            <Field
              name="refundPercent"
              label={t('cancel.percent')}
              hint={t('cancel.percentHint', { refund: format.money(refundNow, currency) })}
              type="number"
              min={0}
              max={100}
              value={percent}
              onChange={(event) => setPercent(event.target.value)}
            />
            <Field name="reason" label={t('cancel.reason')} maxLength={500} />
            <p role="status" className="rounded-lg bg-sunken px-3 py-2.5 font-medium">
              {t('cancel.comesBack', {
                refund:
                  ownPercent === null ? format.money(refundNow, currency) : format.percent(ownPercent / 100),
                price: format.money(totalPrice, currency),
              })}
            </p>
          </ConfirmForm>
        )}
      </Loaded>
    </Dialog>
  )
}
