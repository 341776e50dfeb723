import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { download } from '../../shared/ui/download.ts'
import { calendarFile } from './calendar-file.ts'

type Step = { step: 'checkIn' | 'leave'; id: string }

/** Actions with one click and without a question: check in, leave early, save to the calendar. */
export function useSteps() {
  const { t } = useTranslation('bookings')
  const step = useAction({
    run: ({ step, id }: Step, key) => {
      const call = { params: { path: { id } }, headers: { 'idempotency-key': key } }
      return step === 'checkIn'
        ? unwrap(api.POST('/api/v1/bookings/{id}/check-in', call))
        : unwrap(api.POST('/api/v1/bookings/{id}/complete', call))
    },
    done: (_, { step }) => t(step === 'checkIn' ? 'checkedIn' : 'left'),
  })
  return {
    take: (what: Step['step'], { id }: BookingListItem) => step.start({ step: what, id }),
    keep: (
      { id, startsAt, endsAt, updatedAt, space, title }: BookingListItem,
      location: Location | undefined,
    ) => {
      const place = [space?.name, location?.name, location?.address].filter(Boolean).join(', ')
      const summary = title || (space?.name ?? '')
      const event = { id, startsAt, endsAt, summary, location: place, changedAt: updatedAt }
      download('booking.ics', 'text/calendar', calendarFile(event))
    },
  }
}
