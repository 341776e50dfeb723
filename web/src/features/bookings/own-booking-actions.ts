import { useAction } from '../../shared/api/action.ts'
import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { download } from '../../shared/ui/download.ts'
import { calendarFile } from './calendar-file.ts'

/** The actions of users on their own bookings: check in, leave early (`LeaveDialog` asks first), save to the calendar. */
export function useOwnBookingActions(onLeft?: () => void) {
  const { t } = useTranslation('bookings')
  const requestOf = (id: string, key: string) => ({
    params: { path: { id }, header: { 'Idempotency-Key': key, 'If-Match': anyVersion } },
  })
  const checkIn = useAction({
    run: (id: string, key) => unwrap(api.POST('/api/v1/bookings/{id}/check-in', requestOf(id, key))),
    done: () => t('checkedIn'),
  })
  const leave = useAction({
    run: (id: string, key) => unwrap(api.POST('/api/v1/bookings/{id}/complete', requestOf(id, key))),
    done: () => t('left'),
    ...(onLeft && { onDone: onLeft }),
    showsError: true,
  })
  return {
    checkIn,
    leave,
    saveToCalendar: (
      { id, version, startsAt, endsAt, updatedAt, space, title }: BookingListItem,
      location: Location | undefined,
    ) => {
      const place = [space?.name, location?.name, location?.address].filter(Boolean).join(', ')
      const summary = title || (space?.name ?? '')
      const event = { id, version, startsAt, endsAt, summary, location: place, changedAt: updatedAt }
      download('booking.ics', 'text/calendar', calendarFile(event))
    },
  }
}
