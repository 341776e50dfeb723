import { useTranslation } from 'react-i18next'
import type { BookingListItem } from '../../shared/api/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { canCheckIn } from './board.ts'
import { type DeskStep, useDeskSteps } from './desk-steps.ts'

type Props = {
  booking: BookingListItem
  onMove: () => void
  onCancel: () => void
  onDone: () => void
}

function stepsFor(booking: BookingListItem, now: number): DeskStep[] {
  const { status } = booking
  const [start, end] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)]
  if (status === 'pending' && now < start) return ['approve', 'reject']
  if (status === 'checked_in' && now < end) return ['complete']
  if (status !== 'confirmed' || now >= end) return []
  if (now >= start) return ['check-in', 'no-show']
  return canCheckIn(booking, now) ? ['check-in'] : []
}

/** All that can be done with a booking now; the service has the last word. */
export function BookingActions({ booking, onMove, onCancel, onDone }: Props) {
  const { t } = useTranslation('today')
  const steps = useDeskSteps(onDone)
  const now = Date.now()
  const isLive = /^(pending|confirmed|checked_in)$/.test(booking.status) && now < Date.parse(booking.endsAt)
  return (
    <>
      {stepsFor(booking, now).map((step) => (
        <Button
          key={step}
          look={step === 'no-show' || step === 'reject' ? 'danger' : 'primary'}
          isBusy={steps.isRunning}
          onClick={() => steps.start({ step, id: booking.id })}
        >
          {t(`step.${step}`)}
        </Button>
      ))}
      {isLive && (
        <Button look="secondary" onClick={onMove}>
          {t('move')}
        </Button>
      )}
      {isLive && booking.status !== 'checked_in' && (
        <Button look="danger" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
    </>
  )
}
