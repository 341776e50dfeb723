import { DoorOpen, UserX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useNow } from '../../shared/ui/use-now.ts'
import { boardOf, canCheckIn, type Ranges } from './board.ts'
import { DeskAct, DeskList, DeskRow } from './desk-list.tsx'
import { type DeskStep, useDeskSteps } from './desk-steps.ts'
import { Vacancies } from './vacancies.tsx'

type Props = {
  location: Location
  spaces: Space[]
  bookings: BookingListItem[]
  pending: BookingListItem[]
  days: { spaceId: string; free: Ranges }[]
  onOpen: (booking: BookingListItem) => void
  onBook: (spaceId: string, startsAt: number) => void
}

const minuteMs = 60_000

/** Now: one list a question of the front desk. */
export function BoardView({ location, spaces, bookings, pending, days, onOpen, onBook }: Props) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const now = useNow()
  const steps = useDeskSteps()
  const { here, late, next } = boardOf(bookings, now)
  const zone = location.timeZone
  const act = (booking: BookingListItem, step: DeskStep) => steps.start({ step, id: booking.id })
  const checkIn = (booking: BookingListItem) => (
    <DeskAct
      label={t('act.checkIn')}
      booking={booking}
      icon={<DoorOpen aria-hidden />}
      onClick={() => act(booking, 'check-in')}
    />
  )
  const row = (booking: BookingListItem, note: string, acts?: ReactNode) => (
    <DeskRow key={booking.id} {...{ booking, note, onOpen }}>
      {acts}
    </DeskRow>
  )
  const lateBy = ({ startsAt }: BookingListItem) =>
    t('lateBy', { length: format.length(Math.floor((now - Date.parse(startsAt)) / minuteMs)) })
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <DeskList
          {...{ title: t('late'), empty: t('nobodyLate'), tone: 'warn', bookings: late }}
          renderRow={(booking) =>
            row(
              booking,
              lateBy(booking),
              <>
                {checkIn(booking)}
                <DeskAct
                  label={t('act.noShow')}
                  booking={booking}
                  icon={<UserX aria-hidden />}
                  onClick={() => act(booking, 'no-show')}
                />
              </>,
            )
          }
        />
        <DeskList
          {...{ title: t('next'), empty: t('nobodyNext'), tone: 'plain', bookings: next }}
          renderRow={(booking) =>
            row(
              booking,
              t('from', { time: format.time(booking.startsAt, zone) }),
              canCheckIn(booking, now) && checkIn(booking),
            )
          }
        />
        <DeskList
          {...{ title: t('here'), empty: t('nobodyHere'), tone: 'mine', bookings: here }}
          renderRow={(booking) => row(booking, t('until', { time: format.time(booking.endsAt, zone) }))}
        />
        <DeskList
          {...{ title: t('approvals'), empty: t('noApprovals'), tone: 'warn', bookings: pending }}
          renderRow={(booking) =>
            row(
              booking,
              format.range(booking.startsAt, booking.endsAt, zone),
              <>
                <DeskAct label={t('act.approve')} booking={booking} onClick={() => act(booking, 'approve')} />
                <DeskAct label={t('act.reject')} booking={booking} onClick={() => act(booking, 'reject')} />
              </>,
            )
          }
        />
      </div>
      <Vacancies {...{ zone, now, spaces, days, onBook }} />
    </div>
  )
}
