import type { Quote, RequestBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { amountToPay, type CardLimits, useSettings } from '../../shared/payments/card-limits.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { PriceChanged } from './price-changed.tsx'
import { submitTextKey } from './submit-text-key.ts'

type BookInput = Pick<RequestBody<'book'>, 'title' | 'payment'>

/** The typed title of the booking, which the screen calls its purpose. The dialog keeps it, because the form is replaced where the slot is taken. */
type TypedTitle = { title: string; onTitle: (title: string) => void }

type Props = TypedTitle & {
  price: Quote
  /** The balance in that currency; undefined until it is known. */
  balance: number | undefined
  /** The limits of card payments; null where nobody can pay by card. */
  limits: CardLimits | null | undefined
  requiresApproval: boolean
  newQuote: Quote | null
  error: unknown
  isRunning: boolean
  retries: number
  isDisabled: boolean
  onSubmit: (input: BookInput) => void
}

/** Books and pays from the balance, or by card where the balance is too small. */
export function BookForm({ price, balance, limits, newQuote, title, onTitle, onSubmit, ...state }: Props) {
  const { t } = useTranslation(['bookings', 'payments'])
  const format = useFormat()
  const { total, currency } = price
  const formatAmount = (minor: number) => format.money(minor, currency)
  const missing = balance === undefined ? 0 : total - balance
  /** The amount that is paid by card; null where the balance is enough, or no card payment can cover the missing amount. */
  const cardAmount = missing > 0 && limits ? amountToPay(missing, limits) : null
  return (
    <Form
      error={newQuote ? null : state.error}
      onSubmit={() =>
        onSubmit({
          ...(title.trim() && { title: title.trim() }),
          ...(cardAmount !== null && { payment: 'online' as const }),
        })
      }
    >
      {newQuote && <PriceChanged quote={newQuote} />}
      {balance !== undefined && missing > 0 && limits && (
        <ShortOfMoney {...{ balance, missing, limits, cardAmount }} />
      )}
      <Field
        name="title"
        label={t('book.purpose')}
        hint={t('book.purposeHint')}
        maxLength={200}
        value={title}
        onChange={(event) => onTitle(event.target.value)}
      />
      <Button type="submit" isBusy={state.isRunning} disabled={state.isDisabled}>
        {t(submitTextKey(total, state.requiresApproval, cardAmount !== null), {
          price: formatAmount(total),
          amount: formatAmount(cardAmount ?? 0),
        })}
      </Button>
      {state.isRunning && state.retries > 0 && <p role="status">{t('book.retrying')}</p>}
    </Form>
  )
}

type ShortProps = { balance: number; missing: number; limits: CardLimits; cardAmount: number | null }

function ShortOfMoney({ balance, missing, limits: { currency, min, max }, cardAmount }: ShortProps) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const minutes = useSettings().data?.payments?.holdMinutes ?? 0
  const formatAmount = (minor: number) => format.money(minor, currency)
  return (
    <>
      <p className="rounded-lg bg-warn-wash px-3 py-2">
        {t('book.short', { balance: formatAmount(balance), missing: formatAmount(missing) })}{' '}
        {cardAmount === null && t('book.most', { max: formatAmount(max) })}
      </p>
      {cardAmount !== null && (
        <p className="text-sm text-soft">
          {t('book.explanation', { minutes })}{' '}
          {cardAmount > missing && t('book.least', { min: formatAmount(min) })}
        </p>
      )}
    </>
  )
}
