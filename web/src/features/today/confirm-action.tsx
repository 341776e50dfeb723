import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { delayAction } from '../../shared/api/delayed-actions.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { paidPrices } from '../../shared/bookings/paid-prices.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'

/** The actions of the front desk that refund money or keep it, and cannot be undone once they are sent. */
export type ActionToConfirm = 'reject' | 'no-show' | 'complete'
export type PendingConfirmation = { action: ActionToConfirm; bookings: BookingListItem[] }

/** Asks for a confirmation, and shows the price. The action is sent some seconds later, and can be undone until then. */
export function ConfirmAction({ action, bookings, onClose }: PendingConfirmation & { onClose: () => void }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const price = paidPrices(bookings)
    .map(([currency, minor]) => format.money(minor, currency))
    .join(', ')
  const send = useAction({
    run: ({ id, version, reason }: Pick<BookingListItem, 'id' | 'version'> & { reason: string }, key) => {
      // The action applies only to the version on the screen, whose price is shown: the member may have moved the booking meanwhile.
      const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` }
      const request = { params: { path: { id }, header }, keepalive: true }
      if (action === 'no-show') return unwrap(api.POST('/api/v1/bookings/{id}/no-show', request))
      if (action === 'complete') return unwrap(api.POST('/api/v1/bookings/{id}/complete', request))
      return unwrap(api.POST('/api/v1/bookings/{id}/reject', { ...request, body: reason ? { reason } : {} }))
    },
    done: () => t(action === 'reject' && !price ? 'done.rejectFree' : `done.${action}`),
  })
  const [first] = bookings
  const count = bookings.length
  const name = first?.user ? fullName(first.user) : ''
  return (
    <ConfirmDialog
      title={count === 1 ? t(`confirm.${action}.title`) : t(`confirm.${action}.titleOf`, { count })}
      text={
        <>
          {count === 1 && (
            <>
              <span className="font-medium wrap-anywhere">
                {name}, {first?.space?.name}
              </span>
              <br />
            </>
          )}
          {price ? t(`confirm.${action}.text`, { price }) : t(`confirm.${action}.textFree`)}
        </>
      }
      submitLabel={t(
        action === 'reject' && !price ? 'confirm.reject.submitFree' : `confirm.${action}.submit`,
      )}
      error={null}
      isRunning={false}
      onSubmit={({ reason = '' }) => {
        const space = first?.space?.name ?? ''
        const text =
          count === 1
            ? t(`confirm.${action}.canUndo`, { name, space })
            : t(`confirm.${action}.canUndoOf`, { count })
        delayAction(bookings.map(({ id }) => id).join(' '), text, () => {
          for (const { id, version } of bookings) send.start({ id, version, reason })
        })
        onClose()
      }}
      onClose={onClose}
    >
      {action === 'reject' && <Field name="reason" label={t('reason')} maxLength={500} />}
    </ConfirmDialog>
  )
}
