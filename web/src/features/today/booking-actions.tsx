import { useHasDelayedAction } from '../../shared/api/delayed-actions.ts'
import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import type { ActionToConfirm } from './confirm-action.tsx'
import { type ImmediateAction, useImmediateActions } from './immediate-actions.ts'

type Props = {
  booking: Booking
  onConfirm: (action: ActionToConfirm) => void
  onPay: () => void
  onMove: () => void
  onCancel: () => void
  onDone: () => void
}

const immediateActions = {
  approve: 'approve',
  check_in: 'check-in',
} as const satisfies Partial<Record<Booking['actions'][number], ImmediateAction>>

const actionsToConfirm = {
  reject: 'reject',
  no_show: 'no-show',
  complete: 'complete',
} as const satisfies Partial<Record<Booking['actions'][number], ActionToConfirm>>

/** The actions that the service allows on a booking now; none while a delayed action on the booking waits to be sent. */
export function BookingActions({
  booking: { id, version, actions },
  onConfirm,
  onPay,
  onMove,
  onCancel,
  onDone,
}: Props) {
  const { t } = useTranslation('today')
  const immediate = useImmediateActions(onDone)
  const hasDelayedAction = useHasDelayedAction()
  const may = (action: Booking['actions'][number]) => actions.includes(action) && !hasDelayedAction(id)
  return (
    <>
      {may('pay') && <Button onClick={onPay}>{t('pay')}</Button>}
      {(Object.keys(immediateActions) as (keyof typeof immediateActions)[]).filter(may).map((action) => (
        <Button
          key={action}
          isBusy={immediate.isRunning}
          onClick={() => immediate.start({ action: immediateActions[action], id, version })}
        >
          {t(`dialogAction.${immediateActions[action]}`)}
        </Button>
      ))}
      {(Object.keys(actionsToConfirm) as (keyof typeof actionsToConfirm)[]).filter(may).map((action) => (
        <Button
          key={action}
          look={action === 'complete' ? 'secondary' : 'danger'}
          onClick={() => onConfirm(actionsToConfirm[action])}
        >
          {t(`dialogAction.${actionsToConfirm[action]}`)}
        </Button>
      ))}
      {(may('move') || may('extend')) && (
        <Button look="secondary" onClick={onMove}>
          {t(may('move') ? 'move' : 'extend')}
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
