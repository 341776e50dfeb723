import type { Booking, BookingListItem } from '../../shared/api/types.ts'
import { checkInTimes } from '../../shared/bookings/check-in-times.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useNow } from '../../shared/ui/use-now.ts'

type Times = Pick<BookingListItem, 'startsAt' | 'endsAt'>

/** When the member must check in, and what happens otherwise. */
export function CheckInRule({ times, isFree, zone }: { times: Times; isFree: boolean; zone: string }) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const { from, until } = checkInTimes(times)
  return (
    <p className="text-sm">
      {t(isFree ? 'checkInRuleFree' : 'checkInRule', {
        from: format.time(from, zone),
        until: format.time(until, zone),
      })}
    </p>
  )
}

type Props = {
  booking: Pick<Booking, 'status' | 'startsAt' | 'endsAt' | 'requiresCheckIn' | 'totalPrice'>
  zone: string
}

/** `CheckInRule` of a booking that requires a check-in, while its member can still check in. */
export function CheckInRuleOfBooking({ booking, zone }: Props) {
  const { status, requiresCheckIn } = booking
  const isInTime = useNow() < checkInTimes(booking).until
  return status === 'confirmed' && requiresCheckIn && isInTime ? (
    <CheckInRule times={booking} isFree={booking.totalPrice === 0} zone={zone} />
  ) : null
}
