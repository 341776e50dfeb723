import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useMoneyAction } from '../../shared/api/money-action.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { UnsettledNotice } from '../../shared/ui/unsettled-notice.tsx'
import { BalanceUnknown, useBalanceOf } from './chosen-member.tsx'
import { FrontDeskChannelField } from './front-desk-channel-field.tsx'
import { payAtFrontDesk } from './front-desk-payment.ts'
import { ShiftRequired } from './shift-required.tsx'
import { UnsettledTopUp } from './unsettled-top-up.tsx'
import { useFrontDeskPayment } from './use-front-desk-payment.ts'

type Props = { booking: BookingListItem; location: Location; onClose: () => void }

/** Staff pay for a booking that awaits its payment from the balance of its member, and take what the balance lacks. */
export function StaffPayDialog({ booking, location, onClose }: Props) {
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  const { id, userId, locationId, currency, totalPrice, startsAt, endsAt, space, user } = booking
  const wallet = useBalanceOf(userId, currency)
  const payment = useFrontDeskPayment(location, totalPrice, wallet.lastBalance)
  const when = format.range(startsAt, endsAt, location.timeZone)
  const pay = useMoneyAction({
    operation: `pay for ${id}`,
    run: payAtFrontDesk,
    done: ({ paid }) => t(paid.status === 'pending' ? 'pay.requested' : 'pay.done', { when }),
    onResult: ({ entry }) => pay.unsettled === null && payment.warnIfShiftWasClosed(entry),
    onDone: onClose,
  })
  const price = format.money(totalPrice, currency)
  return (
    <Dialog title={t('pay.title')} onClose={onClose}>
      <div className="grid gap-1">
        <p className="font-medium wrap-anywhere">
          {user && fullName(user)}, {space?.name}
        </p>
        <p>{when}</p>
      </div>
      {pay.unsettled ? (
        <UnsettledNotice unsettled={pay.unsettled}>
          <p>{t('pay.submit', { price })}</p>
          <UnsettledTopUp {...pay.unsettled.input} />
        </UnsettledNotice>
      ) : (
        <Form
          error={pay.error}
          onSubmit={() => {
            // Money of a refused payment may be on the balance already.
            if (wallet.isUnknown) wallet.refetch()
            else pay.start({ id, userId, locationId, currency, topUp: payment.topUp })
          }}
        >
          <ShiftRequired error={pay.error} locationId={locationId} />
          {wallet.balance !== undefined && (
            <p>{t('book.balance', { balance: format.money(wallet.balance, currency) })}</p>
          )}
          <FrontDeskChannelField {...{ location, payment }} />
          {wallet.isUnknown && !pay.isRunning && <BalanceUnknown {...wallet} />}
          <Button
            type="submit"
            isBusy={pay.isRunning || wallet.isFetching}
            disabled={wallet.lastBalance === undefined || wallet.isUnknown || payment.isRefused}
          >
            {t('pay.submit', { price })}
          </Button>
        </Form>
      )}
    </Dialog>
  )
}
