import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useUser } from '../../shared/api/session.ts'
import { toast } from '../../shared/api/toast.ts'
import type { RequestBody, Slot, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useCardLimits, useSettings } from '../../shared/payments/card-limits.ts'
import { useBalance, useWallet } from '../../shared/payments/use-balance.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { ErrorState, Loaded } from '../../shared/ui/states.tsx'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { BookForm } from './book-form.tsx'
import { BookingConflict, conflictOf } from './booking-conflict.tsx'
import { CheckInRule } from './check-in-rule.tsx'
import { useGoToPayment } from './pay-for-booking.ts'
import { newQuoteOf } from './price-changed.tsx'
import { useQuote } from './quote-query.ts'
import { SpaceDetails } from './space-details.tsx'

type Props = {
  space: Space
  slot: Slot
  zone: string
  /** The address to return to after a sign-in. */
  returnAddress: string
  /** The spaces, for the names of the alternatives. */
  spaces: Space[]
  onChoose: (slot: Slot) => void
  onClose: () => void
  /** Further details of the space. */
  children?: ReactNode
}

/** Shows the consequences of a booking before it is made: the price line by line, the balance afterwards, the refund policy. */
export function BookDialog({ space, slot, zone, returnAddress, spaces, onChoose, onClose, children }: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const user = useUser()
  const quote = useQuote(slot)
  const [title, setTitle] = useState('')
  const when = format.range(slot.startsAt, slot.endsAt, zone)
  const whenRef = useRef<HTMLParagraphElement>(null)
  const shownSlot = useRef(slot)
  // The chosen alternative had the focus, and is no longer there.
  useEffect(() => {
    if (shownSlot.current !== slot) whenRef.current?.focus()
    shownSlot.current = slot
  }, [slot])
  const goToPayment = useGoToPayment()
  const navigate = useNavigate()
  const book = useAction({
    run: (body: RequestBody<'book'>, key) =>
      unwrap(api.POST('/api/v1/bookings', { body, params: { header: { 'Idempotency-Key': key } } })),
    // A booking that awaits its payment must be paid soon, also where its dialog was closed meanwhile.
    onResult: async (booking) => {
      if (booking.status === 'awaiting_payment') return goToPayment(booking)
      const { status } = booking
      toast.done(t(status === 'pending' ? 'book.requested' : 'book.done', { name: space.name, when }))
    },
    onDone: async ({ id, status }) => {
      if (status !== 'awaiting_payment') await navigate({ to: '/bookings/$id', params: { id } })
    },
    showsError: true,
  })
  const conflict = conflictOf(book.error)
  const newQuote = newQuoteOf(book.error)
  const balance = useBalance(quote.data?.currency, !!user)
  const limits = useCardLimits(quote.data?.currency)
  const settings = useSettings()
  const isShort = (total: number) => balance !== undefined && balance < total
  const isWalletLoading = useWallet(!!user).isLoading
  // Until it is known what the balance lacks and whether a card can pay it, nothing is said about it, and nothing is booked. Where that cannot
  // be read, the service decides.
  const isPayable = (total: number) =>
    total === 0 || !(isWalletLoading || (isShort(total) && limits === undefined && settings.isPending))
  return (
    <Dialog title={t('book.title', { name: space.name })} onClose={onClose}>
      <p ref={whenRef} tabIndex={-1} className="font-medium outline-none">
        {when}
      </p>
      <ZoneNotice zone={zone} at={Date.parse(slot.startsAt)} />
      <SpaceDetails space={space} />
      {children}
      {conflict ? (
        <BookingConflict
          {...{ slot, conflict, spaces, zone }}
          currency={quote.data?.currency}
          takesFocus
          onChoose={(choice) => {
            book.hideError()
            onChoose(choice)
          }}
        />
      ) : (
        <Loaded query={quote} lines={2}>
          {(price) => (
            <>
              <QuoteLines quote={price} zone={zone} />
              {balance !== undefined && isPayable(price.total) && !(limits && isShort(price.total)) && (
                <BalanceAfter {...price} balance={balance} />
              )}
              {space.requiresApproval && (
                <p className="text-sm text-soft">
                  {t(price.total === 0 ? 'book.approvalFree' : 'book.approval')}
                </p>
              )}
              <RefundPolicy quote={price} zone={zone} />
              {space.requiresCheckIn && <CheckInRule times={slot} isFree={price.total === 0} zone={zone} />}
              {/* The price may have changed, so the button is disabled. After a refused booking, the form has the message. */}
              {quote.error && !book.error && (
                <ErrorState error={quote.error} retry={() => void quote.refetch()} />
              )}
              {user ? (
                <BookForm
                  {...{ price, balance, limits, newQuote, title }}
                  onTitle={setTitle}
                  requiresApproval={space.requiresApproval}
                  error={book.error}
                  isRunning={book.isRunning}
                  retries={book.retries}
                  isDisabled={quote.expectedTotal === undefined || !isPayable(price.total)}
                  onSubmit={(input) => {
                    const { expectedTotal } = quote
                    if (expectedTotal !== undefined) book.start({ ...slot, ...input, expectedTotal })
                  }}
                />
              ) : (
                <Link to="/sign-in" search={{ next: returnAddress }} className={buttonClass()}>
                  {t('book.signIn')}
                </Link>
              )}
            </>
          )}
        </Loaded>
      )}
    </Dialog>
  )
}

type BalanceProps = { balance: number; total: number; currency: string }

function BalanceAfter({ balance, total, currency }: BalanceProps) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const after = balance - total
  if (after < 0)
    return (
      <p className="rounded-lg bg-warn-wash px-3 py-2">
        {t('book.short', {
          balance: format.money(balance, currency),
          missing: format.money(-after, currency),
        })}
      </p>
    )
  return (
    <p className="flex justify-between gap-4 text-[0.9375rem]">
      <span className="text-soft">{t('book.balanceAfter')}</span>
      <span>{format.money(after, currency)}</span>
    </p>
  )
}
