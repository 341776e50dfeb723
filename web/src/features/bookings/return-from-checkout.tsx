import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, Clock, TriangleAlert } from 'lucide-react'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking } from '../../shared/api/types.ts'
import { useBookingLocation } from '../../shared/bookings/use-booking-location.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { usePayment } from '../../shared/payments/payment-query.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { RetryNotice } from './booking-buttons.tsx'
import { bookingQuery } from './booking-query.ts'
import { HoldCountdown } from './hold-countdown.tsx'

export type Pay = { start: (id: string) => void; isRunning: boolean; retries: number }
type Props = { id: string; pay: Pay }

/** The state of the booking whose payer has come back from the provider's page; its details are below. */
export function ReturnFromCheckout({ id, pay }: Props) {
  const booking = useQuery({
    ...bookingQuery(id),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.status === 'awaiting_payment' ? 5_000 : false),
  })
  return (
    <Loaded query={booking} lines={1}>
      {(data) => <Outcome booking={data} pay={pay} />}
    </Loaded>
  )
}

type PaymentOutcome =
  | 'paid'
  | 'requested'
  | 'waiting'
  | 'declined'
  | 'mismatch'
  | 'short'
  | 'expired'
  | 'notApproved'
  | 'over'
  | 'cancelled'
  | 'rejected'
  | 'cancelledUnpaid'

/** `isLast`: the booking has no unfinished payment, and this is its latest one. */
type BookingPayment = { status: string; isMismatch: boolean; isLast: boolean }

/** The outcome for the states of the booking and of its payment; `payment` is null while it is not known. Pure. */
export function outcomeOf(
  { status, holdUntil }: Pick<Booking, 'status' | 'holdUntil'>,
  payment: BookingPayment | null,
): PaymentOutcome {
  if (status === 'awaiting_payment') return payment ? unpaidOutcomeOf(payment) : 'waiting'
  // `holdUntil` stays with a booking that was never paid for; a paid booking expires when it is not approved before its start.
  if (status === 'expired') return holdUntil === null ? 'notApproved' : 'expired'
  if (status === 'completed' || status === 'no_show') return 'over'
  if (status === 'cancelled' || status === 'rejected') return holdUntil === null ? status : 'cancelledUnpaid'
  return status === 'pending' ? 'requested' : 'paid'
}

function unpaidOutcomeOf({ status, isMismatch, isLast }: BookingPayment): PaymentOutcome {
  if (isMismatch) return 'mismatch'
  if (status === 'failed' || status === 'expired') return 'declined'
  // The money is on the balance, which was spent on something else meanwhile.
  return status === 'succeeded' && isLast ? 'short' : 'waiting'
}

/**
 * The latest payment. For a booking without one, a value as of a failed payment, so that the user is offered to pay again; undefined while
 * it is not known. Pure.
 */
export const paymentToShow = <P extends { status: string; receivedAmount: number | null }>(
  latest: P | null | undefined,
) => (latest === null ? { status: 'failed', receivedAmount: null } : latest)

const icons = {
  paid: { Icon: CircleCheck, tone: 'text-brand-strong' },
  requested: { Icon: CircleCheck, tone: 'text-brand-strong' },
  waiting: { Icon: Clock, tone: 'text-warn' },
  declined: { Icon: TriangleAlert, tone: 'text-bad' },
  mismatch: { Icon: TriangleAlert, tone: 'text-bad' },
  short: { Icon: TriangleAlert, tone: 'text-bad' },
  expired: { Icon: TriangleAlert, tone: 'text-bad' },
  notApproved: { Icon: TriangleAlert, tone: 'text-bad' },
  over: { Icon: CircleCheck, tone: 'text-brand-strong' },
  rejected: { Icon: TriangleAlert, tone: 'text-bad' },
  cancelled: { Icon: TriangleAlert, tone: 'text-bad' },
  cancelledUnpaid: { Icon: TriangleAlert, tone: 'text-bad' },
}

/** The outcomes after which money of the payment may be on the balance. */
const walletOutcomes = new Set<PaymentOutcome>([
  'expired',
  'notApproved',
  'cancelled',
  'rejected',
  'cancelledUnpaid',
])

/** The latest payment for a booking whose response names none. */
const useLatestPayment = (bookingId: string, isEnabled: boolean) =>
  useQuery({
    queryKey: ['payments', 'of', bookingId],
    queryFn: async () => {
      const query = { limit: 50 }
      const { items } = await unwrap(api.GET('/api/v1/me/payments', { params: { query } }))
      return items.find((payment) => payment.bookingId === bookingId) ?? null
    },
    enabled: isEnabled,
  })

function Outcome({ booking, pay }: { booking: Booking; pay: Pay }) {
  const { t } = useTranslation('payments')
  const { id, status, holdUntil, paymentRequest } = booking
  // The card may have been charged just before the end of the hold.
  const isExpiredHold = status === 'expired' && holdUntil !== null
  const latest = useLatestPayment(id, (status === 'awaiting_payment' || isExpiredHold) && !paymentRequest)
  // This request makes the service ask the provider, and confirms the booking where the payment has succeeded.
  const payment = usePayment(paymentRequest?.id ?? (isExpiredHold ? latest.data?.id : undefined))
  const shown = paymentRequest ? payment.data : paymentToShow(latest.data)
  // `receivedAmount` is null unless another amount or currency than requested has arrived.
  const outcome = outcomeOf(
    booking,
    shown
      ? { status: shown.status, isMismatch: shown.receivedAmount !== null, isLast: !paymentRequest }
      : null,
  )
  const { zone } = useBookingLocation(booking)
  const { Icon, tone } = icons[outcome]
  const checkoutUrl = outcome === 'waiting' ? payment.data?.checkoutUrl : null
  return (
    <Card className="grid gap-3">
      <div role="status" className="flex items-start gap-3">
        <Icon aria-hidden size={22} className={`mt-1 shrink-0 ${tone}`} />
        <div className="grid gap-1">
          <p className="text-lg font-semibold">{t(`hold.outcome.${outcome}.title`)}</p>
          <p>{t(`hold.outcome.${outcome}.text`)}</p>
        </div>
      </div>
      <RetryNotice running={pay.isRunning ? pay : undefined} />
      {status === 'awaiting_payment' && holdUntil && <HoldCountdown until={holdUntil} zone={zone} />}
      <div className="flex flex-wrap gap-2">
        {checkoutUrl && (
          <a href={checkoutUrl} className={buttonClass()}>
            {t('continue')}
          </a>
        )}
        {(outcome === 'declined' || outcome === 'short') && (
          <Button isBusy={pay.isRunning} onClick={() => pay.start(id)}>
            {t(outcome === 'short' ? 'hold.payRest' : 'again')}
          </Button>
        )}
        {walletOutcomes.has(outcome) && (
          <Link to="/wallet" className={buttonClass({ look: 'secondary' })}>
            {t('toWallet')}
          </Link>
        )}
      </div>
    </Card>
  )
}
