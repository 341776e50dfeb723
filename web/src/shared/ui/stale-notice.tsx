import { useTranslation } from '../i18n/use-translation.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

/** Says that another user has changed the object. The typed input stays until the user requests the newer state. */
export function StaleNotice({ onReload }: { onReload: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert>
      <p className="font-medium">{t('stale.title')}</p>
      <p>{t('stale.text')}</p>
      <Button look="secondary" size="small" className="mt-2" onClick={onReload}>
        {t('stale.load')}
      </Button>
    </Alert>
  )
}
