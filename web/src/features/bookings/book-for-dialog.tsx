import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api, ask } from '../../shared/api/client.ts'
import { errorText } from '../../shared/api/error-text.ts'
import type { Body, Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { stretchOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LengthSelect } from '../../shared/ui/length-select.tsx'
import { MemberSearch, type Person } from '../../shared/ui/member-search.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import { WhenFields } from '../../shared/ui/when-fields.tsx'
import { Conflict, conflictOf } from './conflict.tsx'
import { newQuoteOf, PriceChanged } from './price-changed.tsx'
import { type Slot, useQuote } from './quote-query.ts'

type Props = {
  location: Location
  spaceId: string
  startsAt: number
  minutes: number | undefined
  onClose: () => void
}
type Wish = { spaceId: string; date: string; time: string; minutes: number }

const minuteMs = 60_000

/** Staff book for a member at the desk or on the phone: the space, the time, the price, and the member. */
export function BookForDialog({ location, spaceId, startsAt, minutes = 60, onClose }: Props) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const zone = location.timeZone
  const spaces = useSpaces(location.id).data ?? []
  const [wish, setWish] = useState<Wish>({ spaceId, ...wallClock(startsAt, zone), minutes })
  const [person, setPerson] = useState<Person | null>(null)
  const slot: Slot = { spaceId: wish.spaceId, ...stretchOf(wish, zone) }
  const book = useAction({
    run: (body: Body<'book'>, key) =>
      ask(api.POST('/api/v1/bookings', { body, headers: { 'idempotency-key': key } })),
    done: () => t('book.done', { when: format.range(slot.startsAt, slot.endsAt, zone) }),
    onDone: onClose,
    showsError: true,
  })
  const conflict = conflictOf(book.error)
  const newQuote = newQuoteOf(book.error)
  const quote = useQuote({ ...slot, ...(person && { userId: person.id }) })
  const change = (part: Partial<Wish>) => {
    book.reset()
    setWish({ ...wish, ...part })
  }
  return (
    <Dialog title={t('book.title')} onClose={onClose}>
      <Form
        error={conflict || newQuote ? null : book.error}
        onSubmit={({ title = '' }) => {
          const expectedTotal = quote.shown
          if (!person || expectedTotal === undefined) return
          book.start({ ...slot, userId: person.id, expectedTotal, ...(title && { title }) })
        }}
      >
        {person ? (
          <Chosen person={person} currency={location.currency} onChange={() => setPerson(null)} />
        ) : (
          <MemberSearch label={t('book.who')} onChoose={setPerson} />
        )}
        <SelectField
          name="spaceId"
          label={t('book.space')}
          value={wish.spaceId}
          onChange={(event) => change({ spaceId: event.target.value })}
        >
          {spaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          <WhenFields value={wish} labels={{ date: t('book.day'), time: t('book.time') }} onChange={change} />
          <LengthSelect
            name="endsAt"
            label={t('book.length')}
            value={wish.minutes}
            onChange={(minutes) => change({ minutes })}
          />
        </div>
        <Field name="title" label={t('book.what')} maxLength={200} />
        {conflict ? (
          <Conflict
            {...{ conflict, spaces, zone }}
            currency={location.currency}
            onChoose={(choice) =>
              change({
                spaceId: choice.spaceId,
                ...wallClock(choice.startsAt, zone),
                minutes: (Date.parse(choice.endsAt) - Date.parse(choice.startsAt)) / minuteMs,
              })
            }
          />
        ) : (
          <Price {...{ quote, zone }} />
        )}
        {newQuote && <PriceChanged quote={newQuote} />}
        <Button
          type="submit"
          isBusy={book.isRunning}
          disabled={!person || !!conflict || quote.shown === undefined}
        >
          {person ? t('book.submit', { name: person.firstName }) : t('book.chooseFirst')}
        </Button>
      </Form>
    </Dialog>
  )
}

function Price({ quote, zone }: { quote: ReturnType<typeof useQuote>; zone: string }) {
  const { t } = useTranslation()
  if (quote.error) return <Alert>{errorText(quote.error, t)}</Alert>
  if (!quote.data) return <Loading lines={1} />
  return <QuoteLines quote={quote.data} zone={zone} />
}

function Chosen({ person, currency, onChange }: { person: Person; currency: string; onChange: () => void }) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const wallet = useQuery({
    queryKey: ['person', person.id, 'wallet'],
    queryFn: () => ask(api.GET('/api/v1/users/{id}/wallet', { params: { path: { id: person.id } } })),
  })
  const balance = wallet.data?.balances.find((each) => each.currency === currency)?.balance ?? 0
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken px-3 py-2.5">
      <div className="min-w-0">
        <p className="font-medium">
          {person.firstName} {person.lastName}
        </p>
        <p className="text-sm wrap-anywhere text-soft">
          {wallet.data
            ? t('book.balance', { balance: format.money(balance, currency) })
            : (person.email ?? person.phone)}
        </p>
      </div>
      <Button size="small" look="secondary" onClick={onChange}>
        {t('book.another')}
      </Button>
    </div>
  )
}
