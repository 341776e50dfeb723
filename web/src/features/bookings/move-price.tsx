import { errorText } from '../../shared/api/error-text.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Booking, Slot, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'
import { Alert } from '../../shared/ui/alert.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import { CheckInRule } from './check-in-rule.tsx'
import { moveTextKey } from './move-text-key.ts'
import type { useQuote } from './quote-query.ts'

type Props = {
  booking: Booking
  slot: Slot
  space: Space | undefined
  quote: ReturnType<typeof useQuote>
  zone: string
}

/**
 * The consequences of a move to the space: the new price, the charge or refund of the difference, and for the owner, before the start, the
 * refund policy from then on, or from the approval on where staff must approve the booking, and when to check in.
 */
export function MovePrice({ booking, slot, space, quote, zone }: Props) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const { t: common } = useTranslation()
  const isOwn = useUser()?.id === booking.userId
  if (quote.error) return <Alert>{errorText(quote.error, common)}</Alert>
  if (!quote.data) return <Loading lines={1} />
  const { currency, total, move = { charge: 0, refund: 0 } } = quote.data
  const { status, actions } = booking
  const isOwnersMove = isOwn && actions.includes('move')
  const awaitsApproval = status === 'pending' || (status === 'confirmed' && space?.requiresApproval)
  return (
    <div className="grid gap-3">
      <QuoteLines quote={quote.data} zone={zone} />
      <p className="rounded-lg bg-sunken px-3 py-2.5 font-medium" role="status">
        {t(moveTextKey({ before: booking.totalPrice, after: total, ...move }), {
          amount: format.money(move.charge || move.refund, currency),
          difference: format.money(booking.totalPrice - total, currency),
        })}
      </p>
      {isOwnersMove && awaitsApproval && (
        <p className="text-sm text-soft">{t(total === 0 ? 'move.approvalFree' : 'move.approval')}</p>
      )}
      {isOwnersMove && <RefundPolicy quote={quote.data} zone={zone} />}
      {isOwnersMove && space?.requiresCheckIn && (
        <CheckInRule times={slot} isFree={total === 0} zone={zone} />
      )}
    </div>
  )
}
