import { CalendarPlus, CreditCard, DoorOpen, LogOut, MoveRight, X } from 'lucide-react'
import type { BookingStatus } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'

/** An action on an own booking that has a button. */
export type OwnAction = 'pay' | 'move' | 'cancel' | 'checkIn' | 'leave' | 'calendar'

const icons = {
  pay: CreditCard,
  move: MoveRight,
  cancel: X,
  checkIn: DoorOpen,
  leave: LogOut,
  calendar: CalendarPlus,
}

/**
 * The buttons for the actions that the service allows the owner. A calendar file is only for a future or running booking that is confirmed: no
 * mail would take a request that staff reject out of the calendar. Pure.
 */
export function buttonsFor(status: BookingStatus, actions: readonly string[]): OwnAction[] {
  const isMovable = actions.includes('move') || actions.includes('extend')
  const possibleButtons: [OwnAction, boolean][] = [
    ['pay', actions.includes('pay')],
    ['checkIn', actions.includes('check_in')],
    // `complete` before the end is the check-out, which members see as “Leave early”.
    ['leave', actions.includes('complete')],
    ['move', isMovable],
    ['cancel', actions.includes('cancel')],
    ['calendar', isMovable && status !== 'pending'],
  ]
  return possibleButtons.flatMap(([action, may]) => (may ? [action] : []))
}

/** An action that is being carried out, and how many of its tries have failed without a response. */
export type RunningAction = { action: OwnAction; retries: number }

type Props = {
  status: BookingStatus
  actions: readonly string[]
  /** Names the booking in the labels, where there are buttons of several bookings. */
  of?: { name: string; when: string }
  running?: RunningAction | undefined
  onAction: (action: OwnAction) => void
}

export function BookingButtons({ status, actions, of, running, onAction }: Props) {
  const { t } = useTranslation('bookings')
  return (
    <>
      {buttonsFor(status, actions).map((action) => {
        const Icon = icons[action]
        const label = t(`action.${action === 'move' && !actions.includes('move') ? 'extend' : action}`)
        return (
          <Button
            key={action}
            size="small"
            look={action === 'checkIn' || action === 'pay' ? 'primary' : 'secondary'}
            isBusy={running?.action === action}
            {...(of && { 'aria-label': t('actionOn', { action: label, ...of }) })}
            onClick={() => onAction(action)}
          >
            <Icon aria-hidden />
            {label}
          </Button>
        )
      })}
      <RetryNotice running={running} />
    </>
  )
}

export function RetryNotice({ running }: { running: Pick<RunningAction, 'retries'> | undefined }) {
  const { t } = useTranslation('bookings')
  return running && running.retries > 0 ? (
    <p role="status" className="w-full text-sm">
      {t('book.retrying')}
    </p>
  ) : null
}
