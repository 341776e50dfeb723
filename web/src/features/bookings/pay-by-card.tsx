import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type Limits, paymentFor } from '../../shared/payments/card-limits.ts'
import { usePayByCard } from '../../shared/payments/use-pay-by-card.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Form } from '../../shared/ui/form.tsx'

type Props = {
  balance: number
  total: number
  limits: Limits
  /** The address of the booking that is to be made. */
  next: string
}

/** Where the balance is short: a card payment of what is missing, which comes back to this booking. */
export function PayByCard({ balance, total, limits, next }: Props) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const pay = usePayByCard()
  const { currency, min, max } = limits
  const missing = total - balance
  const amount = paymentFor(missing, limits)
  const shown = (minor: number) => format.money(minor, currency)
  return (
    <Form error={pay.error} onSubmit={() => amount !== null && pay.start({ amount, currency, next })}>
      <p className="rounded-lg bg-warn-wash px-3 py-2">
        {t('book.short', { balance: shown(balance), missing: shown(missing) })}{' '}
        {amount === null && t('book.most', { max: shown(max) })}
      </p>
      {amount !== null && (
        <>
          <Button type="submit" isBusy={pay.isRunning}>
            {t('book.pay', { amount: shown(amount) })}
          </Button>
          <p className="text-sm text-soft">
            {t('book.back')} {amount > missing && t('book.least', { min: shown(min) })}
          </p>
        </>
      )}
    </Form>
  )
}
