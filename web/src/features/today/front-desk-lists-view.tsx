import { DoorOpen, type LucideIcon, UserX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useHasDelayedAction } from '../../shared/api/delayed-actions.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import type { BookingAction } from '../../shared/bookings/listed-actions.ts'
import { useActionsOfListItem } from '../../shared/bookings/use-actions-of-list-item.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { BookingList, BookingRow, BookingRows, ListAction, ListCard } from './booking-list.tsx'
import { type ActionToConfirm, ConfirmAction, type PendingConfirmation } from './confirm-action.tsx'
import { usePendingBookings } from './day-query.ts'
import { frontDeskListsOf } from './front-desk-lists.ts'
import { type ImmediateAction, useImmediateActions } from './immediate-actions.ts'

type Props = {
  location: Location
  bookings: BookingListItem[]
  onOpen: (booking: BookingListItem) => void
}

const minuteMs = 60_000

type ListButton = {
  label: 'checkIn' | 'noShow' | 'approve' | 'reject'
  action: ImmediateAction | ActionToConfirm
  Icon?: LucideIcon
}

/** The actions that have a button in the lists; the other actions are in the booking's dialog. */
const listButtons: Partial<Record<BookingAction, ListButton>> = {
  approve: { label: 'approve', action: 'approve' },
  reject: { label: 'reject', action: 'reject' },
  check_in: { label: 'checkIn', action: 'check-in', Icon: DoorOpen },
  no_show: { label: 'noShow', action: 'no-show', Icon: UserX },
}

/** The lists of the front desk: the members who are late, come next, or are here, and the bookings that wait for approval. */
export function FrontDeskListsView({ location, bookings, onOpen }: Props) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const now = useNow()
  const immediateActions = useImmediateActions()
  const pending = usePendingBookings(location)
  const { here, late, next } = frontDeskListsOf(bookings, now)
  const zone = location.timeZone
  const [pendingConfirmation, setPendingConfirmation] = useState<PendingConfirmation | null>(null)
  const hasDelayedAction = useHasDelayedAction()
  const perform = (booking: BookingListItem, action: ImmediateAction | ActionToConfirm) => {
    const { id, version } = booking
    if (action === 'approve' || action === 'check-in') immediateActions.start({ action, id, version })
    else setPendingConfirmation({ action, bookings: [booking] })
  }
  const actionsOf = useActionsOfListItem()
  const buttons = (booking: BookingListItem) =>
    actionsOf(booking, now).flatMap((each) => {
      const button = listButtons[each]
      if (!button || hasDelayedAction(booking.id)) return []
      const { label, action, Icon } = button
      return (
        <ListAction
          key={action}
          label={t(`action.${label}`)}
          booking={booking}
          icon={Icon && <Icon aria-hidden />}
          onClick={() => perform(booking, action)}
        />
      )
    })
  const row = (booking: BookingListItem, note: string, actions?: ReactNode) => (
    <BookingRow key={booking.id} {...{ booking, note, onOpen }}>
      {actions}
    </BookingRow>
  )
  const markableAsNoShow = late.filter(
    (booking) => actionsOf(booking, now).includes('no_show') && !hasDelayedAction(booking.id),
  )
  const lateBy = ({ startsAt }: BookingListItem) =>
    t('lateBy', { length: format.length(Math.floor((now - Date.parse(startsAt)) / minuteMs)) })
  return (
    <div className="grid gap-4 @xl:grid-cols-2 @5xl:grid-cols-4">
      <BookingList
        {...{ title: t('late'), empty: t('nobodyLate'), tone: 'warn', bookings: late }}
        renderRow={(booking) => row(booking, lateBy(booking), buttons(booking))}
      >
        {markableAsNoShow.length > 1 && (
          <Button
            size="small"
            look="danger"
            className="justify-self-start"
            onClick={() => setPendingConfirmation({ action: 'no-show', bookings: markableAsNoShow })}
          >
            {t('allNoShows')}
          </Button>
        )}
      </BookingList>
      <BookingList
        {...{ title: t('next'), empty: t('nobodyNext'), tone: 'plain', bookings: next }}
        renderRow={(booking) =>
          row(booking, t('from', { time: format.time(booking.startsAt, zone) }), buttons(booking))
        }
      />
      <BookingList
        {...{ title: t('here'), empty: t('nobodyHere'), tone: 'accent', bookings: here }}
        renderRow={(booking) => row(booking, t('until', { time: format.timeWithDay(booking.endsAt, zone) }))}
      />
      <ListCard title={t('approvals')} tone="warn" count={pending.data?.length}>
        <Loaded query={pending} lines={1}>
          {(waiting) => (
            <BookingRows
              empty={t('noApprovals')}
              bookings={waiting}
              renderRow={(booking) =>
                row(booking, format.range(booking.startsAt, booking.endsAt, zone), buttons(booking))
              }
            />
          )}
        </Loaded>
      </ListCard>
      {pendingConfirmation && (
        <ConfirmAction {...pendingConfirmation} onClose={() => setPendingConfirmation(null)} />
      )}
    </div>
  )
}
