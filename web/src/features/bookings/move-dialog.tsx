import { useState } from 'react'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api } from '../../shared/api/client.ts'
import { type Edit, useObjectForEdit } from '../../shared/api/object-for-edit.ts'
import type { Booking, BookingListItem, Slot } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { intervalOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { BookingConflict, conflictOf } from './booking-conflict.tsx'
import { MovePrice } from './move-price.tsx'
import { MoveTarget, type Target } from './move-target.tsx'
import { newQuoteOf, PriceChanged } from './price-changed.tsx'
import { useQuote } from './quote-query.ts'
import { useBookingSpace } from './use-booking-space.ts'
import { useMove } from './use-move.ts'

const minuteMs = 60_000

type Props = { booking: BookingListItem; zone: string; target?: Slot; onClose: () => void }

const targetOf = ({ spaceId, startsAt, endsAt }: Slot, zone: string): Target => ({
  spaceId,
  ...wallClock(startsAt, zone),
  from: Date.parse(startsAt),
  minutes: (Date.parse(endsAt) - Date.parse(startsAt)) / minuteMs,
})

/** Chooses another time or space, and shows the charge or refund before the click. */
export function MoveDialog({ booking, zone, target, onClose }: Props) {
  const { t } = useTranslation('bookings')
  const query = useObjectForEdit('booking', booking.id, fetchBooking)
  const space = useBookingSpace(query.data?.before ?? booking, booking)
  return (
    <Dialog
      title={t(isExtension(query.data?.before) ? 'move.titleOfEnd' : 'move.title', {
        name: space?.name ?? '',
      })}
      onClose={onClose}
    >
      <ZoneNotice zone={zone} at={Date.parse(booking.startsAt)} />
      <Loaded query={query}>
        {({ key, ...edit }) =>
          edit.before && (
            <MoveForm
              key={key}
              {...{ edit, zone, onClose }}
              currentSpace={space}
              booking={edit.before}
              initialTarget={targetOf(target ?? edit.before, zone)}
            />
          )
        }
      </Loaded>
    </Dialog>
  )
}

/** Whether only the end of the booking can change, because it has begun. */
const isExtension = (booking: Pick<Booking, 'actions'> | null | undefined) =>
  booking?.actions.includes('extend') ?? false

const fetchBooking = (id: string) => api.GET('/api/v1/bookings/{id}', { params: { path: { id } } })

type FormProps = {
  booking: Booking
  edit: Edit<Booking>
  zone: string
  initialTarget: Target
  currentSpace: BookingListItem['space']
  onClose: () => void
}

function MoveForm({ booking, edit, zone, initialTarget, currentSpace, onClose }: FormProps) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const [target, setTarget] = useState(initialTarget)
  const spaces = useSpaces(booking.locationId)
  const slot: Slot = { spaceId: target.spaceId, ...intervalOf(target, zone) }
  const space = spaces.data?.find(({ id }) => id === slot.spaceId)
  const isUnchanged =
    slot.spaceId === booking.spaceId &&
    Date.parse(slot.startsAt) === Date.parse(booking.startsAt) &&
    Date.parse(slot.endsAt) === Date.parse(booking.endsAt)
  const { move, ...moving } = useMove(edit, {
    done: ({ status, startsAt, endsAt }) =>
      t(status === 'pending' ? 'move.requested' : isExtension(booking) ? 'move.doneEnd' : 'move.done', {
        when: format.range(startsAt, endsAt, zone),
      }),
    onDone: onClose,
  })
  const conflict = conflictOf(moving.error)
  const newQuote = newQuoteOf(moving.error)
  const quotedSlot = { ...slot, movingBookingId: booking.id }
  const quote = useQuote(quotedSlot)
  const change = (next: Target) => {
    moving.hideError()
    setTarget(next)
  }
  return (
    <Form
      error={conflict || newQuote ? null : moving.error}
      onReload={edit.reload}
      // A refund is checked before the move: the target of the check is the target of the move.
      isBusy={moving.isRunning}
      onSubmit={() => {
        if (quote.expectedTotal !== undefined && quote.data) move({ slot: quotedSlot, quote: quote.data })
      }}
    >
      <MoveTarget {...{ target, booking, zone, currentSpace }} spaces={spaces.data ?? []} onChange={change} />
      {conflict ? (
        <BookingConflict
          {...{ conflict, zone }}
          isExtension={isExtension(booking)}
          extendedSpace={space}
          currency={booking.currency}
          spaces={spaces.data ?? []}
          onChoose={(choice) => change(targetOf(choice, zone))}
        />
      ) : (
        !isUnchanged && <MovePrice {...{ booking, slot, space, quote, zone }} />
      )}
      {newQuote && <PriceChanged quote={newQuote} />}
      {moving.isRefundNew && <Alert>{t('cancel.refundNew')}</Alert>}
      <Button
        type="submit"
        isBusy={moving.isRunning}
        disabled={isUnchanged || !!conflict || quote.expectedTotal === undefined}
      >
        {t(isExtension(booking) ? 'move.submitEnd' : 'move.submit')}
      </Button>
      {moving.isRunning && moving.retries > 0 && <p role="status">{t('move.retrying')}</p>}
    </Form>
  )
}
