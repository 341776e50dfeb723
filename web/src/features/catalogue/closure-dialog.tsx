import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Location, RequestBody, Space } from '../../shared/api/types.ts'
import { fetchAllBookings } from '../../shared/bookings/fetch-all-bookings.ts'
import { liveStatuses } from '../../shared/bookings/live-statuses.ts'
import { paidPrices } from '../../shared/bookings/paid-prices.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { addDays, asRead, instantOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { DateField } from '../../shared/ui/date-field.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { ScrollArea } from '../../shared/ui/scroll-area.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { TimeSelect } from '../../shared/ui/time-select.tsx'

type Props = { location: Location; spaces: Space[]; onClose: () => void }
type NewClosure = RequestBody<'createClosure'>
type Period = { fromDate: string; fromTime: string; toDate: string; toTime: string; spaceId: string }

/** Makes a closure. Shows the conflicting bookings and their prices before it cancels them, with a full refund. */
export function ClosureDialog({ location, spaces, onClose }: Props) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  const zone = location.timeZone
  const tomorrow = addDays(wallClock(Date.now(), zone).date, 1)
  const [period, setPeriod] = useState<Period>({
    fromDate: tomorrow,
    fromTime: '00:00',
    toDate: addDays(tomorrow, 1),
    toTime: '00:00',
    spaceId: '',
  })
  const set = (part: Partial<Period>) => setPeriod({ ...period, ...part })
  const from = new Date(instantOf({ date: period.fromDate, time: period.fromTime }, zone)).toISOString()
  const to = new Date(instantOf({ date: period.toDate, time: period.toTime }, zone)).toISOString()
  const affected = useAffected(location, { from, to, spaceId: period.spaceId })
  const shownIds = (affected.data ?? []).map(({ id }) => id)
  const count = shownIds.length
  const close = useAction({
    run: (body: NewClosure, key) =>
      unwrap(
        api.POST('/api/v1/locations/{id}/closures', {
          params: { path: { id: location.id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    done: ({ cancelledBookingIds }) => {
      const cancelled = cancelledBookingIds?.length ?? 0
      return cancelled > 0 ? t('closure.done', { count: cancelled }) : t('closure.doneWithoutBookings')
    },
    onDone: onClose,
    showsError: true,
    // The name is without `cancelBookingIds`: after an attempt that was carried out without a response, the dialog shows fewer bookings,
    // and the call must keep its name.
    operation: ({ cancelBookingIds: _, ...chosen }) => `new closure ${location.id} ${JSON.stringify(chosen)}`,
  })
  return (
    <Dialog title={t('closure.new')} onClose={onClose}>
      <Form
        error={close.error}
        onSubmit={({ reason = '' }) => {
          const spaceId = period.spaceId || null
          close.start({ from, to, reason, spaceId, cancelBookingIds: shownIds })
        }}
      >
        <SelectField
          name="spaceId"
          label={t('closure.what')}
          value={period.spaceId}
          onChange={(event) => set({ spaceId: event.target.value })}
        >
          <option value="">{t('closure.everything')}</option>
          {spaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-4 sm:grid-cols-2">
          <DateField
            name="from"
            label={t('closure.fromDay')}
            value={period.fromDate}
            onChange={(fromDate) => set({ fromDate })}
          />
          <TimeSelect
            name="fromTime"
            label={t('closure.fromTime')}
            step={15}
            value={asRead({ date: period.fromDate, time: period.fromTime }, zone).time}
            onChange={(fromTime) => set({ fromTime })}
          />
          <DateField
            name="to"
            label={t('closure.toDay')}
            value={period.toDate}
            onChange={(toDate) => set({ toDate })}
          />
          <TimeSelect
            name="toTime"
            label={t('closure.toTime')}
            step={15}
            value={asRead({ date: period.toDate, time: period.toTime }, zone).time}
            onChange={(toTime) => set({ toTime })}
          />
        </div>
        <Field name="reason" label={t('closure.reason')} hint={t('closure.reasonHint')} maxLength={500} />
        {from < to && (
          <>
            {/* An end at 00:00 leaves its day open, which the two fields do not show. */}
            <p>{t('closure.closed', { range: format.rangeWithYear(from, to, zone) })}</p>
            <Loaded query={affected} lines={1}>
              {(bookings) => <Affected bookings={bookings} zone={zone} />}
            </Loaded>
          </>
        )}
        <Button
          type="submit"
          className="py-2 whitespace-normal!"
          look={count > 0 ? 'danger' : 'primary'}
          isBusy={close.isRunning || affected.isFetching}
          disabled={count > maxCancelled}
        >
          {count > 0 ? t('closure.closeAndCancel', { count }) : t('closure.close')}
        </Button>
      </Form>
    </Dialog>
  )
}

type ClosureScope = { from: string; to: string; spaceId: string }

const useAffected = ({ id }: Location, { from, to, spaceId }: ClosureScope) =>
  useQuery({
    queryKey: ['bookings', 'affected', id, from, to, spaceId],
    queryFn: () =>
      fetchAllBookings({ locationId: id, from, to, status: [...liveStatuses], ...(spaceId && { spaceId }) }),
    enabled: from < to,
  })

type Bookings = NonNullable<ReturnType<typeof useAffected>['data']>

/** The number of bookings that the service accepts in `cancelBookingIds`. */
export const maxCancelled = 10_000

export function Affected({ bookings, zone }: { bookings: Bookings; zone: string }) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  if (bookings.length > maxCancelled)
    return (
      <Alert>
        {t('closure.tooMany', { total: format.number(bookings.length), max: format.number(maxCancelled) })}
      </Alert>
    )
  if (bookings.length === 0) return <p className="text-sm text-soft">{t('closure.nobodyAffected')}</p>
  const prices = paidPrices(bookings).map(([currency, minor]) => format.money(minor, currency))
  return (
    <div role="status" className="grid gap-2 rounded-lg bg-warn-wash px-3 py-2.5">
      <p className="font-medium">
        {t('closure.affected', { count: bookings.length })}{' '}
        {prices.length > 0 && t('closure.refund', { price: prices.join(', ') })}
      </p>
      <ScrollArea label={t('closure.list')} className="max-h-48">
        <ul className="grid gap-1 text-sm">
          {bookings.map(({ id, user, space, startsAt, endsAt }) => (
            <li key={id}>
              {user && fullName(user)}, {space?.name}, {format.range(startsAt, endsAt, zone)}
            </li>
          ))}
        </ul>
      </ScrollArea>
    </div>
  )
}
