import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX, Clock, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type Payment, usePayment } from '../../shared/payments/payment-query.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Spinner } from '../../shared/ui/spinner.tsx'
import { Loaded } from '../../shared/ui/states.tsx'

type Props = {
  id: string
  /** The content after a successful payment, for example the balance. */
  renderPaid: (payment: Payment) => ReactNode
}

/** The outcome of a payment, or that it is pending, with links to continue. */
export function PaymentResult({ id, ...props }: Props) {
  const payment = usePayment(id)
  return (
    <Loaded query={payment} lines={1}>
      {(loaded) => <Result {...props} payment={loaded} isChecking={payment.wasJustOpened} />}
    </Loaded>
  )
}

const icons: Record<Payment['status'], { Icon: LucideIcon; tone: string }> = {
  pending: { Icon: Clock, tone: 'text-warn' },
  succeeded: { Icon: CircleCheck, tone: 'text-brand-strong' },
  failed: { Icon: CircleX, tone: 'text-bad' },
  expired: { Icon: CircleX, tone: 'text-bad' },
}

/**
 * The text of the link onwards. The page of a booking says whether it is paid for, and offers to pay again while the booking is held: a top-up
 * would not pay for it. The payer of a top-up is asked to pay again, but not where a different amount has arrived, which staff credit or send back. Pure.
 */
export function linkTextKey({
  status,
  receivedAmount,
  bookingId,
}: Pick<Payment, 'status' | 'receivedAmount' | 'bookingId'>) {
  if (bookingId !== null) return 'toBooking' as const
  const hasFailed = status === 'failed' || status === 'expired'
  return hasFailed && receivedAmount === null ? ('again' as const) : ('toWallet' as const)
}

function Result({
  payment,
  renderPaid,
  isChecking,
}: Omit<Props, 'id'> & { payment: Payment; isChecking: boolean }) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const { status, amount, currency, checkoutUrl, receivedAmount, receivedCurrency, bookingId } = payment
  const { Icon, tone } = icons[status]
  // `receivedAmount` is null unless another amount or currency than requested has arrived.
  const isMismatch = receivedAmount !== null
  const linkText = t(linkTextKey(payment))
  const linkClass = buttonClass({ look: status === 'pending' ? 'secondary' : 'primary' })
  const outcome = isMismatch ? 'mismatch' : status === 'pending' && isChecking ? 'checking' : status
  const title = t(`${outcome}.title`, {
    amount: format.money(amount, currency),
    received: format.money(receivedAmount ?? 0, receivedCurrency ?? currency),
  })
  return (
    <Card className="grid gap-4">
      <div role="status" className="flex items-start gap-3">
        <span className={`mt-1 shrink-0 ${tone}`}>
          {outcome === 'checking' ? <Spinner /> : <Icon aria-hidden size={22} />}
        </span>
        <div className="grid gap-1">
          <p className="text-lg font-semibold">{title}</p>
          {outcome === 'succeeded' ? renderPaid(payment) : <p>{t(`${outcome}.text`)}</p>}
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        {status === 'pending' && checkoutUrl && (
          <a href={checkoutUrl} className={buttonClass({ look: isChecking ? 'secondary' : 'primary' })}>
            {t('continue')}
          </a>
        )}
        {bookingId ? (
          <Link to="/bookings/$id" params={{ id: bookingId }} search={{ paid: true }} className={linkClass}>
            {linkText}
          </Link>
        ) : (
          <Link to="/wallet" className={linkClass}>
            {linkText}
          </Link>
        )}
      </div>
    </Card>
  )
}
