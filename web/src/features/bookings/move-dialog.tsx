import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { type Edit, useObjectForEdit } from '../../shared/api/object-for-edit.ts'
import type { Booking, BookingListItem, Slot } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { intervalOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
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
    <Dialog title={t('move.title', { name: space?.name ?? '' })} onClose={onClose}>
      <ZoneNotice zone={zone} at={Date.parse(booking.startsAt)} />
      <Loaded query={query}>
        {({ key, ...edit }) =>
          edit.before && (
            <MoveForm
              key={key}
              {...{ edit, zone, onClose }}
              booking={edit.before}
              initialTarget={targetOf(target ?? edit.before, zone)}
            />
          )
        }
      </Loaded>
    </Dialog>
  )
}

const fetchBooking = (id: string) => api.GET('/api/v1/bookings/{id}', { params: { path: { id } } })

type FormProps = {
  booking: Booking
  edit: Edit<Booking>
  zone: string
  initialTarget: Target
  onClose: () => void
}

function MoveForm({ booking, edit, zone, initialTarget, onClose }: FormProps) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const [target, setTarget] = useState(initialTarget)
  const spaces = useSpaces(booking.locationId)
  const slot: Slot = { spaceId: target.spaceId, ...intervalOf(target, zone) }
  const isUnchanged =
    slot.spaceId === booking.spaceId &&
    Date.parse(slot.startsAt) === Date.parse(booking.startsAt) &&
    Date.parse(slot.endsAt) === Date.parse(booking.endsAt)
  const move = useAction({
    run: (body: Slot & { expectedTotal: number }) =>
      unwrap(
        api.PATCH('/api/v1/bookings/{id}', {
          params: { path: { id: booking.id }, header: edit.header },
          body,
        }),
      ),
    wasDone: ({ expectedTotal: _, ...moved }) => edit.wasDone(moved),
    done: (moved) => t('move.done', { when: format.range(moved.startsAt, moved.endsAt, zone) }),
    onDone: onClose,
    showsError: true,
  })
  const conflict = conflictOf(move.error)
  const newQuote = newQuoteOf(move.error)
  const quote = useQuote({ ...slot, movingBookingId: booking.id })
  const change = (next: Target) => {
    move.hideError()
    setTarget(next)
  }
  return (
    <Form
      error={conflict || newQuote ? null : move.error}
      onReload={edit.reload}
      onSubmit={() =>
        quote.expectedTotal !== undefined && move.start({ ...slot, expectedTotal: quote.expectedTotal })
      }
    >
      <MoveTarget {...{ target, booking, zone }} spaces={spaces.data ?? []} onChange={change} />
      {conflict ? (
        <BookingConflict
          {...{ conflict, zone }}
          currency={booking.currency}
          spaces={spaces.data ?? []}
          onChoose={(choice) => change(targetOf(choice, zone))}
        />
      ) : (
        !isUnchanged && <MovePrice {...{ quote, zone }} />
      )}
      {newQuote && <PriceChanged quote={newQuote} />}
      <Button
        type="submit"
        isBusy={move.isRunning}
        disabled={isUnchanged || !!conflict || quote.expectedTotal === undefined}
      >
        {t('move.submit')}
      </Button>
      {move.isRunning && move.retries > 0 && <p role="status">{t('move.retrying')}</p>}
    </Form>
  )
}
