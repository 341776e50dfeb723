import { useTranslation } from '../i18n/use-translation.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

/** Says that another user has changed the object. The typed input stays until the user requests the newer state. */
export function ObjectChangedNotice({ onReload }: { onReload: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert>
      <p className="font-medium">{t('objectChanged.title')}</p>
      <p>{t('objectChanged.text')}</p>
      <Button look="secondary" size="small" className="mt-2" onClick={onReload}>
        {t('objectChanged.load')}
      </Button>
    </Alert>
  )
}
