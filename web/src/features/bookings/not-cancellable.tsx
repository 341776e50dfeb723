import type { ReactNode } from 'react'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'

/** In place of the form to cancel a booking that is cancelled already, or that can no longer be cancelled. `children` say what was refunded. */
export function NotCancellable({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <div role="status" className="grid gap-1 rounded-lg bg-sunken px-3 py-2.5">
        {children}
      </div>
      <Button className="justify-self-end" onClick={onClose}>
        {t('action.close')}
      </Button>
    </>
  )
}
