import { useAction } from '../../shared/api/action.ts'
import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

export type ImmediateAction = 'approve' | 'check-in'

/** The actions of the front desk that need one click; `ConfirmAction` has the actions that need a confirmation. */
export function useImmediateActions(onDone?: () => void) {
  const { t } = useTranslation('today')
  return useAction({
    run: ({ action, id, version }: { action: ImmediateAction } & Pick<Booking, 'id' | 'version'>, key) => {
      const paramsOf = (match: string | undefined) => ({
        path: { id },
        header: { 'Idempotency-Key': key, 'If-Match': match },
      })
      if (action === 'check-in')
        return unwrap(api.POST('/api/v1/bookings/{id}/check-in', { params: paramsOf(anyVersion) }))
      // Only the version on the screen is approved: the member may have moved the booking meanwhile.
      return unwrap(api.POST('/api/v1/bookings/{id}/approve', { params: paramsOf(`"${version}"`) }))
    },
    done: (_, { action }) => t(`done.${action}`),
    ...(onDone && { onDone }),
  })
}
