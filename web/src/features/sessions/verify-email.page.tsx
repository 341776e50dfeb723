import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, unwrap } from '../../shared/api/client.ts'
import { sessionState, updateUser } from '../../shared/api/session.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Card } from '../../shared/ui/card.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { ErrorState } from '../../shared/ui/states.tsx'
import { linkClass } from './link-class.ts'
import { useMailedToken } from './mailed-token.ts'

async function verify(token: string): Promise<true> {
  await unwrap(api.POST('/api/v1/auth/verify-email', { body: { token } }))
  const session = sessionState()
  if (session.status === 'signedIn') updateUser({ ...session.user, emailVerified: true })
  return true
}

export function VerifyEmailPage() {
  const { t } = useTranslation('sessions')
  const token = useMailedToken()
  // A token works once, so it is sent once, however often the page is rendered.
  const done = useQuery({
    queryKey: ['verify-email', token],
    queryFn: () => verify(token),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Page title={t('verify.title')} width="narrow">
      {done.error ? (
        <>
          <ErrorState error={done.error} />
          <Link to="/profile" className={linkClass}>
            {t('verify.again')}
          </Link>
        </>
      ) : (
        <Card>
          <p role="status">{done.data ? t('verify.done') : t('verify.waiting')}</p>
        </Card>
      )}
    </Page>
  )
}
