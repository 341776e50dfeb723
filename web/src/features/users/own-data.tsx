import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { download } from '../../shared/ui/download.ts'

export function OwnData() {
  const { t } = useTranslation('users')
  const fetchAll = useAction({
    run: () => unwrap(api.GET('/api/v1/me/export')),
    onResult: (data) => download('coworking-my-data.json', 'application/json', JSON.stringify(data, null, 2)),
  })
  return (
    <Card aria-labelledby="data" className="grid gap-3">
      <h2 id="data" className="text-lg font-semibold">
        {t('data.title')}
      </h2>
      <p className="text-soft">{t('data.text')}</p>
      <Button
        look="secondary"
        className="justify-self-start"
        isBusy={fetchAll.isRunning}
        onClick={() => fetchAll.start()}
      >
        {t('data.submit')}
      </Button>
      <p className="text-sm text-soft">{t('data.deletion')}</p>
    </Card>
  )
}
