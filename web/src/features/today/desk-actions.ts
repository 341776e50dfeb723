import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

export type ImmediateAction = 'approve' | 'check-in'

/** The actions of the front desk that need one click; `ConfirmAction` has the actions that need a confirmation. */
export function useImmediateActions(onDone?: () => void) {
  const { t } = useTranslation('today')
  return useAction({
    run: ({ action, id }: { action: ImmediateAction; id: string }, key) => {
      const call = { params: { path: { id } }, headers: { 'idempotency-key': key } }
      if (action === 'approve') return unwrap(api.POST('/api/v1/bookings/{id}/approve', call))
      return unwrap(api.POST('/api/v1/bookings/{id}/check-in', call))
    },
    done: (_, { action }) => t(`done.${action}`),
    ...(onDone && { onDone }),
  })
}
