import { DoorOpen, type LucideIcon, UserX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useIsDelayed } from '../../shared/api/delayed-actions.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import type { BookingAction } from '../../shared/bookings/listed-actions.ts'
import { useListedActions } from '../../shared/bookings/use-listed-actions.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { boardOf } from './board.ts'
import { ConfirmAction, type ConfirmedAction, type PendingConfirmation } from './confirm-action.tsx'
import { usePending } from './day-query.ts'
import { type ImmediateAction, useImmediateActions } from './desk-actions.ts'
import { DeskAction, DeskCard, DeskList, DeskRow, DeskRows } from './desk-list.tsx'

type Props = {
  location: Location
  bookings: BookingListItem[]
  onOpen: (booking: BookingListItem) => void
}

const minuteMs = 60_000

type DeskButton = {
  label: 'checkIn' | 'noShow' | 'approve' | 'reject'
  action: ImmediateAction | ConfirmedAction
  Icon?: LucideIcon
}

/** The actions that the lists offer with one click; the other actions are in the booking's dialog. */
const deskButtons: Partial<Record<BookingAction, DeskButton>> = {
  approve: { label: 'approve', action: 'approve' },
  reject: { label: 'reject', action: 'reject' },
  check_in: { label: 'checkIn', action: 'check-in', Icon: DoorOpen },
  no_show: { label: 'noShow', action: 'no-show', Icon: UserX },
}

/** The present situation: one list for each question of the front desk. */
export function BoardView({ location, bookings, onOpen }: Props) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const now = useNow()
  const immediateActions = useImmediateActions()
  const pending = usePending(location)
  const { here, late, next } = boardOf(bookings, now)
  const zone = location.timeZone
  const [confirmed, setConfirmed] = useState<PendingConfirmation | null>(null)
  const isDelayed = useIsDelayed()
  const perform = (booking: BookingListItem, action: ImmediateAction | ConfirmedAction) => {
    const { id, version } = booking
    if (action === 'approve' || action === 'check-in') immediateActions.start({ action, id, version })
    else setConfirmed({ action, bookings: [booking] })
  }
  const actionsOf = useListedActions()
  const buttons = (booking: BookingListItem) =>
    actionsOf(booking, now).flatMap((each) => {
      const button = deskButtons[each]
      if (!button || isDelayed(booking.id)) return []
      const { label, action, Icon } = button
      return (
        <DeskAction
          key={action}
          label={t(`action.${label}`)}
          booking={booking}
          icon={Icon && <Icon aria-hidden />}
          onClick={() => perform(booking, action)}
        />
      )
    })
  const row = (booking: BookingListItem, note: string, actions?: ReactNode) => (
    <DeskRow key={booking.id} {...{ booking, note, onOpen }}>
      {actions}
    </DeskRow>
  )
  const lateBookings = late.filter(
    (booking) => actionsOf(booking, now).includes('no_show') && !isDelayed(booking.id),
  )
  const lateBy = ({ startsAt }: BookingListItem) =>
    t('lateBy', { length: format.length(Math.floor((now - Date.parse(startsAt)) / minuteMs)) })
  return (
    <div className="grid gap-4 @xl:grid-cols-2 @5xl:grid-cols-4">
      <DeskList
        {...{ title: t('late'), empty: t('nobodyLate'), tone: 'warn', bookings: late }}
        renderRow={(booking) => row(booking, lateBy(booking), buttons(booking))}
      >
        {lateBookings.length > 1 && (
          <Button
            size="small"
            look="danger"
            className="justify-self-start"
            onClick={() => setConfirmed({ action: 'no-show', bookings: lateBookings })}
          >
            {t('allNoShows')}
          </Button>
        )}
      </DeskList>
      <DeskList
        {...{ title: t('next'), empty: t('nobodyNext'), tone: 'plain', bookings: next }}
        renderRow={(booking) =>
          row(booking, t('from', { time: format.time(booking.startsAt, zone) }), buttons(booking))
        }
      />
      <DeskList
        {...{ title: t('here'), empty: t('nobodyHere'), tone: 'mine', bookings: here }}
        renderRow={(booking) => row(booking, t('until', { time: format.time(booking.endsAt, zone) }))}
      />
      <DeskCard title={t('approvals')} tone="warn" count={pending.data?.length}>
        <Loaded query={pending} lines={1}>
          {(waiting) => (
            <DeskRows
              empty={t('noApprovals')}
              bookings={waiting}
              renderRow={(booking) =>
                row(booking, format.range(booking.startsAt, booking.endsAt, zone), buttons(booking))
              }
            />
          )}
        </Loaded>
      </DeskCard>
      {confirmed && <ConfirmAction {...confirmed} onClose={() => setConfirmed(null)} />}
    </div>
  )
}
