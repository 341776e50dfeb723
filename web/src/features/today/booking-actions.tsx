import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import type { AskedStep } from './ask-step.tsx'
import { type DeskStep, useDeskSteps } from './desk-steps.ts'

type Props = {
  booking: Booking
  onAsk: (step: AskedStep) => void
  onMove: () => void
  onCancel: () => void
  onDone: () => void
}

const steps = {
  approve: 'approve',
  check_in: 'check-in',
} as const satisfies Partial<Record<Booking['actions'][number], DeskStep>>

const asked = {
  reject: 'reject',
  no_show: 'no-show',
  complete: 'complete',
} as const satisfies Partial<Record<Booking['actions'][number], AskedStep>>

/** All that can be done with a booking now, as the service says. */
export function BookingActions({ booking: { id, actions }, onAsk, onMove, onCancel, onDone }: Props) {
  const { t } = useTranslation('today')
  const desk = useDeskSteps(onDone)
  const may = (action: Booking['actions'][number]) => actions.includes(action)
  return (
    <>
      {(Object.keys(steps) as (keyof typeof steps)[]).filter(may).map((action) => (
        <Button key={action} isBusy={desk.isRunning} onClick={() => desk.start({ step: steps[action], id })}>
          {t(`step.${steps[action]}`)}
        </Button>
      ))}
      {(Object.keys(asked) as (keyof typeof asked)[]).filter(may).map((action) => (
        <Button
          key={action}
          look={action === 'complete' ? 'secondary' : 'danger'}
          onClick={() => onAsk(asked[action])}
        >
          {t(`step.${asked[action]}`)}
        </Button>
      ))}
      {(may('move') || may('extend')) && (
        <Button look="secondary" onClick={onMove}>
          {t('move')}
        </Button>
      )}
      {may('cancel') && (
        <Button look="danger" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
    </>
  )
}
