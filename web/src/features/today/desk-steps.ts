import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

export type DeskStep = 'approve' | 'check-in'

/** The steps that the front desk takes with one click; `AskStep` has the others. */
export function useDeskSteps(onDone?: () => void) {
  const { t } = useTranslation('today')
  return useAction({
    run: ({ step, id }: { step: DeskStep; id: string }, key) => {
      const call = { params: { path: { id } }, headers: { 'idempotency-key': key } }
      if (step === 'approve') return unwrap(api.POST('/api/v1/bookings/{id}/approve', call))
      return unwrap(api.POST('/api/v1/bookings/{id}/check-in', call))
    },
    done: (_, { step }) => t(`done.${step}`),
    ...(onDone && { onDone }),
  })
}
