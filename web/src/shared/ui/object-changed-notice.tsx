import { useMutation } from '@tanstack/react-query'
import { errorText } from '../api/error-text.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

/** Says that another user has changed the object. The typed input stays until the newer state that the user requests is loaded. */
export function ObjectChangedNotice({ onReload }: { onReload: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const reload = useMutation({ mutationFn: onReload })
  return (
    <Alert>
      <p className="font-medium">{t('objectChanged.title')}</p>
      <p>{t('objectChanged.text')}</p>
      <Button
        look="secondary"
        size="small"
        className="mt-2"
        isBusy={reload.isPending}
        onClick={() => reload.mutate()}
      >
        {t('objectChanged.load')}
      </Button>
      {reload.error && <p className="mt-2">{errorText(reload.error, t)}</p>}
    </Alert>
  )
}
