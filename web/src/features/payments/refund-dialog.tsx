import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useMoneyAction } from '../../shared/api/money-action.ts'
import { toast } from '../../shared/api/toast.ts'
import type { RequestBody, ResponseBody } from '../../shared/api/types.ts'
import { parseMoney, typedMoney } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Payment } from '../../shared/payments/payment-query.ts'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { UnsettledNotice } from '../../shared/ui/unsettled-notice.tsx'
import { refundable } from './refundable.ts'

type User = ResponseBody<'getUser'>
/** The account that made a payment. */
export type Payer = Pick<User, 'id' | 'firstName' | 'lastName'>
/** The account whose balance pays for a refund: that of the payer, or the one that it was merged into. */
export type WalletOwner = Pick<User, 'id' | 'role' | 'balances'>

type Props = { payment: Payment; person: Payer; walletOwner: WalletOwner; onClose: () => void }

/** Refunds a payment to the card, wholly or in part. The amount and the balance afterwards are shown before the click. */
export function RefundDialog({ payment, person, walletOwner, onClose }: Props) {
  const { t, language } = useTranslation('payments')
  const format = useFormat()
  const { id, currency, createdAt } = payment
  const formatAmount = (minor: number) => format.money(minor, currency)
  const balance = walletOwner.balances.find((each) => each.currency === currency)?.balance ?? 0
  const refundableAmount = refundable(payment)
  const most = Math.min(refundableAmount, balance)
  const [text, setText] = useState(typedMoney(most, currency, language))
  const entered = parseMoney(text, currency)
  const amount = entered !== null && entered > 0 ? entered : null
  const refund = useMoneyAction({
    operation: `refund ${id}`,
    run: (body: RequestBody<'refundPayment'>, key) =>
      unwrap(
        api.POST('/api/v1/payments/{id}/refunds', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onResult: ({ status, amount }) => {
      const messageKeys = { succeeded: 'done', pending: 'pending', failed: 'failed' } as const
      const message = t(`staff.confirm.${messageKeys[status]}`, { amount: formatAmount(amount) })
      if (status === 'failed') toast.failed(message)
      else toast.done(message)
    },
    onDone: onClose,
  })
  return (
    <Dialog title={t('staff.confirm.title')} onClose={onClose}>
      <p>
        {t('staff.confirm.text', {
          name: fullName(person),
          amount: formatAmount(payment.amount),
          when: format.dateTime(createdAt, viewerZone()),
          rest: formatAmount(refundableAmount),
          balance: formatAmount(balance),
        })}{' '}
        {walletOwner.id !== person.id && t('staff.confirm.merged')}
      </p>
      {refund.unsettled && (
        <UnsettledNotice unsettled={refund.unsettled}>
          <p>{t('staff.confirm.submit', { amount: formatAmount(refund.unsettled.input.amount) })}</p>
        </UnsettledNotice>
      )}
      {/* Hidden and not removed: the typed input stays. */}
      <div hidden={refund.unsettled !== null}>
        <ConfirmForm
          submitLabel={
            amount === null
              ? t('staff.confirm.enterAmount')
              : t('staff.confirm.submit', { amount: formatAmount(amount) })
          }
          error={refund.error}
          isRunning={refund.isRunning}
          isDisabled={amount === null || amount > most}
          onClose={onClose}
          onSubmit={({ reason = '' }) =>
            amount !== null && refund.start({ amount, ...(reason && { reason }) })
          }
        >
          <MoneyField
            name="amount"
            currency={currency}
            label={t('staff.confirm.amount')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Field
            name="reason"
            label={t('staff.confirm.reason')}
            hint={t('staff.confirm.reasonHint')}
            maxLength={500}
          />
          {amount !== null && (
            <p role="status" className="rounded-lg bg-sunken px-3 py-2.5">
              {amount > most
                ? t('staff.confirm.most', { most: formatAmount(most) })
                : t('staff.confirm.result', {
                    amount: formatAmount(amount),
                    balance: formatAmount(balance - amount),
                  })}
            </p>
          )}
        </ConfirmForm>
      </div>
    </Dialog>
  )
}
