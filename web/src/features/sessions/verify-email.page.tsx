import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { NetworkError } from '../../shared/api/fetch.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { sessionState, updateUser } from '../../shared/api/session.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { ErrorState } from '../../shared/ui/states.tsx'
import { linkClass } from './link-class.ts'
import { useMailedToken } from './mailed-token.ts'

/** The link may be another person's: whether the address of this user is verified is what the service says. */
export async function refreshUser(): Promise<void> {
  if (sessionState().status !== 'signedIn') return
  // The address is verified, whether the user can be read or not.
  const user = await unwrap(api.GET('/api/v1/me')).catch(() => null)
  if (user && sessionState().status === 'signedIn') updateUser(user)
}

async function verify(token: string): Promise<true> {
  await unwrap(api.POST('/api/v1/auth/verify-email', { body: { token } }))
  await refreshUser()
  return true
}

/**
 * The link alone confirms the address where somebody is signed in. Otherwise a click is needed, because mail servers open links to check
 * them, some with a whole browser: an address would be confirmed that its owner has never registered.
 */
export function VerifyEmailPage() {
  const { t } = useTranslation('sessions')
  const token = useMailedToken()
  const [isRequested, setRequested] = useState(() => sessionState().status === 'signedIn')
  // A token works once, so it is sent once each time that the page is opened: a second response would say that the link is not valid.
  const done = useQuery({
    queryKey: ['verify-email', token],
    queryFn: () => verify(token),
    enabled: token !== '' && isRequested,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    retryOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
  return (
    <Page title={t('verify.title')} width="narrow">
      {!token ? (
        <>
          <Alert>{t('reset.noToken')}</Alert>
          <Link to="/profile" className={linkClass}>
            {t('verify.again')}
          </Link>
        </>
      ) : !isRequested ? (
        <Card className="grid gap-4">
          <p>{t('verify.question')}</p>
          <Button onClick={() => setRequested(true)}>{t('verify.confirm')}</Button>
        </Card>
      ) : done.error && !done.data ? (
        <>
          {done.error instanceof NetworkError ? (
            <Alert>{t('verify.unknown')}</Alert>
          ) : (
            <ErrorState error={done.error} />
          )}
          {problemOf(done.error)?.code === 'token_invalid' && <p>{t('verify.maybeDone')}</p>}
          {/* A reload, because the user that this page knows may be older than the confirmation. */}
          <Link to="/profile" reloadDocument className={linkClass}>
            {t(done.error instanceof NetworkError ? 'verify.profile' : 'verify.again')}
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
