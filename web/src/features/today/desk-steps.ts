import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

export type DeskStep = 'approve' | 'check-in' | 'complete'

/** The steps that the front desk takes with one click; `AskStep` has the others. */
export function useDeskSteps(onDone?: () => void) {
  const { t } = useTranslation('today')
  return useAction({
    run: ({ step, id }: { step: DeskStep; id: string }, key) => {
      const call = { params: { path: { id } }, headers: { 'idempotency-key': key } }
      if (step === 'approve') return unwrap(api.POST('/api/v1/bookings/{id}/approve', call))
      if (step === 'check-in') return unwrap(api.POST('/api/v1/bookings/{id}/check-in', call))
      return unwrap(api.POST('/api/v1/bookings/{id}/complete', call))
    },
    done: (_, { step }) => t(`done.${step}`),
    ...(onDone && { onDone }),
  })
}
