import type { ReactNode } from 'react'
import { errorText } from '../api/error-text.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

type Unsettled = { error: unknown; isRunning: boolean; repeat: () => void; giveUp: () => void }

/** Says that the outcome of a call that moves money is unknown, and offers to repeat it. `children` say what the call does. */
export function UnsettledNotice({ unsettled, children }: { unsettled: Unsettled; children: ReactNode }) {
  const { t } = useTranslation()
  const { error, isRunning, repeat, giveUp } = unsettled
  return (
    <>
      <Alert>
        {error !== null && <p>{errorText(error, t)}</p>}
        <p className="font-medium">{t('unsettled.title')}</p>
        {children}
        <p>{t('unsettled.text')}</p>
      </Alert>
      <Button isBusy={isRunning} onClick={repeat}>
        {t('unsettled.repeat')}
      </Button>
      <p className="text-sm text-soft">{t('unsettled.elseText')}</p>
      <Button look="secondary" className="justify-self-start" disabled={isRunning} onClick={giveUp}>
        {t('unsettled.else')}
      </Button>
    </>
  )
}
