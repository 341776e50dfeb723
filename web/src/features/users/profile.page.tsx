import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Page } from '../../shared/ui/page.tsx'
import { OwnData } from './own-data.tsx'
import { Password } from './password.tsx'
import { ProfileForm } from './profile-form.tsx'
import { Sessions } from './sessions.tsx'

export function ProfilePage() {
  const { t } = useTranslation('users')
  return (
    <Page title={t('title')}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ProfileForm />
        <Password />
        <Sessions />
        <OwnData />
      </div>
    </Page>
  )
}
