import { Link } from '@tanstack/react-router'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { buttonClass } from '../shared/ui/button.tsx'
import { Page } from '../shared/ui/page.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('error.notFound')} width="narrow">
      <p className="text-soft">{t('error.notFoundText')}</p>
      <Link to="/" className={buttonClass()}>
        {t('error.home')}
      </Link>
    </Page>
  )
}
