import { useState } from 'react'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { useMoneyAction } from '../../shared/api/money-action.ts'
import type { BookingStatus, ListedUser, Location, Slot } from '../../shared/api/types.ts'
import { checkInMs } from '../../shared/bookings/listed-actions.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { intervalOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CheckField } from '../../shared/ui/check-field.tsx'
import { DateTimeFields } from '../../shared/ui/date-time-fields.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LengthSelect } from '../../shared/ui/length-select.tsx'
import { MemberSearch } from '../../shared/ui/member-search.tsx'
import { NewPersonForm } from '../../shared/ui/new-person-form.tsx'
import { UnsettledNotice } from '../../shared/ui/unsettled-notice.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { awaitsApproval, bookAtFrontDesk, defaultMinutes } from './book-at-front-desk.ts'
import { BookForMemberPrice } from './book-for-member-price.tsx'
import { BookingConflict, conflictOf } from './booking-conflict.tsx'
import { BalanceUnknown, ChosenMember, useBalanceOf } from './chosen-member.tsx'
import { FrontDeskChannelField } from './front-desk-channel-field.tsx'
import { newQuoteOf, PriceChanged } from './price-changed.tsx'
import { useQuote } from './quote-query.ts'
import { ShiftRequired } from './shift-required.tsx'
import { UnsettledBooking } from './unsettled-booking.tsx'
import { useFrontDeskPayment } from './use-front-desk-payment.ts'

type Props = {
  location: Location
  spaceId: string
  startsAt: number
  minutes: number | undefined
  /** The member, if the dialog was opened for a known one. */
  person?: ListedUser
  onClose: () => void
}
/** `from` is the instant that date and time were read from. */
type Draft = { spaceId: string; date: string; time: string; from: number; minutes: number | undefined }

const minuteMs = 60_000

/** The messages after a booking of these statuses; after any other, that it is booked. */
const bookedTextKeys: Partial<Record<BookingStatus, 'book.checkedIn' | 'book.requested'>> = {
  checked_in: 'book.checkedIn',
  pending: 'book.requested',
}

/** Staff book for a member who stands at the front desk or calls: the space, the time, the price, and the member. */
export function BookForMemberDialog({
  location,
  spaceId,
  startsAt,
  minutes,
  onClose,
  person: knownPerson,
}: Props) {
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  const zone = location.timeZone
  const spaces = useSpaces(location.id).data ?? []
  const [draft, setDraft] = useState<Draft>({
    spaceId,
    ...wallClock(startsAt, zone),
    from: startsAt,
    minutes,
  })
  const [person, setPerson] = useState<ListedUser | null>(knownPerson ?? null)
  const [isNew, setNew] = useState(false)
  // Kept here and not in the fields, because the fields are not shown while a new person is added or a price is loaded.
  const [title, setTitle] = useState('')
  const [checksIn, setChecksIn] = useState<boolean | null>(null)
  const now = useNow()
  const space = spaces.find(({ id }) => id === draft.spaceId)
  const tariff = useTariffs(location.id).data?.find(({ id }) => id === space?.tariffId)
  const length = draft.minutes ?? defaultMinutes(tariff)
  const slot: Slot = { spaceId: draft.spaceId, ...intervalOf({ ...draft, minutes: length }, zone) }
  const quote = useQuote({ ...slot, ...(person && { userId: person.id }) })
  const wallet = useBalanceOf(person?.id, location.currency)
  const payment = useFrontDeskPayment(location, quote.expectedTotal, wallet.lastBalance)
  const book = useMoneyAction({
    operation: `book for ${person?.id}`,
    run: bookAtFrontDesk,
    done: ({ booked }, { timeZone }) =>
      t(bookedTextKeys[booked.status] ?? 'book.done', {
        when: format.range(booked.startsAt, booked.endsAt, timeZone),
      }),
    onResult: ({ entry }) => book.unsettled === null && payment.warnIfShiftWasClosed(entry),
    onDone: onClose,
  })
  const conflict = conflictOf(book.error)
  const newQuote = newQuoteOf(book.error)
  const isRequest = awaitsApproval(space, slot.startsAt, now)
  const canCheckIn = !isRequest && Date.parse(slot.startsAt) - now <= checkInMs
  const change = (part: Partial<Draft>) => {
    book.hideError()
    setDraft({ ...draft, ...part })
  }
  if (isNew && !person)
    return (
      <Dialog title={t('book.title')} onClose={onClose}>
        <NewPersonForm onCreated={setPerson} onBack={() => setNew(false)} />
      </Dialog>
    )
  const chosenMember = person && (
    <ChosenMember
      person={person}
      balance={wallet.balance}
      currency={location.currency}
      onChange={() => {
        // A refusal may hold only for this member.
        book.hideError()
        setNew(false)
        setPerson(null)
        payment.setChannel('cash')
        setChecksIn(null)
      }}
    />
  )
  if (book.unsettled)
    return (
      <Dialog title={t('book.title')} onClose={onClose}>
        {chosenMember}
        <UnsettledNotice unsettled={book.unsettled}>
          <UnsettledBooking call={book.unsettled.input} />
        </UnsettledNotice>
      </Dialog>
    )
  return (
    <Dialog title={t('book.title')} onClose={onClose}>
      <Form
        error={conflict || newQuote ? null : book.error}
        onSubmit={({ checkIn }) => {
          const { expectedTotal } = quote
          if (!person || expectedTotal === undefined) return
          const input = {
            booking: {
              ...slot,
              userId: person.id,
              expectedTotal,
              ...(title.trim() && { title: title.trim() }),
            },
            locationId: location.id,
            timeZone: zone,
            currency: location.currency,
            topUp: payment.topUp,
            checksIn: checkIn !== undefined,
          }
          // Money of a refused booking may be on the balance already.
          if (wallet.isUnknown) wallet.refetch()
          else book.start(input)
        }}
      >
        <ShiftRequired error={book.error} locationId={location.id} />
        {chosenMember ?? (
          <>
            <MemberSearch label={t('book.who')} onChoose={setPerson} />
            <Button look="secondary" className="justify-self-start" onClick={() => setNew(true)}>
              {t('book.newPerson')}
            </Button>
          </>
        )}
        <SelectField
          name="spaceId"
          label={t('book.space')}
          value={draft.spaceId}
          onChange={(event) => change({ spaceId: event.target.value })}
        >
          {spaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-3 sm:grid-cols-3">
          <DateTimeFields
            value={draft}
            zone={zone}
            labels={{ date: t('book.day'), time: t('book.time') }}
            onChange={change}
            step={tariff?.stepMinutes}
          />
          <LengthSelect
            tariff={tariff}
            name="endsAt"
            label={t('book.length')}
            value={length}
            onChange={(minutes) => change({ minutes })}
          />
        </div>
        <ZoneNotice zone={zone} at={Date.parse(slot.startsAt)} />
        <Field
          name="title"
          label={t('book.purpose')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        {conflict ? (
          <BookingConflict
            {...{ conflict, spaces, zone }}
            currency={location.currency}
            onChoose={(choice) =>
              change({
                spaceId: choice.spaceId,
                ...wallClock(choice.startsAt, zone),
                from: Date.parse(choice.startsAt),
                minutes: (Date.parse(choice.endsAt) - Date.parse(choice.startsAt)) / minuteMs,
              })
            }
          />
        ) : (
          <BookForMemberPrice {...{ quote, zone }} isWithoutMember={!person} />
        )}
        {newQuote && <PriceChanged quote={newQuote} />}
        {isRequest && <p className="text-sm text-soft">{t('book.approval')}</p>}
        {!conflict && <FrontDeskChannelField {...{ location, payment }} />}
        {person && !conflict && canCheckIn && (
          <CheckField
            name="checkIn"
            label={t('book.checkIn')}
            checked={checksIn ?? isNew}
            onChange={(event) => setChecksIn(event.target.checked)}
          />
        )}
        {wallet.isUnknown && !book.isRunning && <BalanceUnknown {...wallet} />}
        <Button
          type="submit"
          className="wrap-anywhere whitespace-normal!"
          isBusy={book.isRunning || wallet.isFetching}
          disabled={
            !person ||
            !!conflict ||
            quote.expectedTotal === undefined ||
            wallet.isUnknown ||
            payment.isRefused
          }
        >
          {person ? t('book.submit', { name: person.firstName }) : t('book.chooseFirst')}
        </Button>
      </Form>
    </Dialog>
  )
}
