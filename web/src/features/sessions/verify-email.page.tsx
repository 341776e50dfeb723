import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { NetworkError } from '../../shared/api/fetch.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { sessionState, updateUser, useUser } from '../../shared/api/session.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { ErrorState } from '../../shared/ui/states.tsx'
import { linkClass } from './link-class.ts'
import { useMailedToken } from './mailed-token.ts'

/** Reads the signed-in user again. The link may have verified the address of another user, so the app does not mark this user's as verified. */
export async function refreshUser(): Promise<void> {
  if (sessionState().status !== 'signedIn') return
  // A user who cannot be read is no failure, because the address is verified already.
  const user = await unwrap(api.GET('/api/v1/me')).catch(() => null)
  if (user && sessionState().status === 'signedIn') updateUser(user)
}

async function verify(token: string): Promise<true> {
  await unwrap(api.POST('/api/v1/auth/verify-email', { body: { token } }))
  await refreshUser()
  return true
}

const focusWhenShown = (element: HTMLElement | null) => element?.focus()

/** A person for whom staff made the account has no password yet, and chooses one as if it were forgotten. */
function NextSteps() {
  const { t } = useTranslation(['sessions', 'find'])
  if (useUser())
    return (
      <Link to="/" className={linkClass}>
        {t('find:title')}
      </Link>
    )
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-2">
      <Link to="/sign-in" className={linkClass}>
        {t('signIn.title')}
      </Link>
      <Link to="/forgot-password" className={linkClass}>
        {t('signIn.forgot')}
      </Link>
    </div>
  )
}

/** Where to ask for a new link. The profile needs a sign-in, for which a person whose account staff made has no password yet. */
function NewLink() {
  const { t } = useTranslation(['mailedLinks', 'sessions'])
  const user = useUser()
  return (
    <>
      {/* The profile is loaded anew, because this page may have read the user before the confirmation. */}
      <Link to="/profile" reloadDocument className={linkClass}>
        {t('verify.again')}
      </Link>
      {!user && (
        <>
          <p>{t('verify.noPassword')}</p>
          <Link to="/forgot-password" className={linkClass}>
            {t('sessions:signIn.forgot')}
          </Link>
        </>
      )}
    </>
  )
}

function Failure({ error }: { error: Error }) {
  const { t } = useTranslation('mailedLinks')
  if (error instanceof NetworkError)
    return (
      <>
        <Alert>{t('verify.unknown')}</Alert>
        <Link to="/profile" reloadDocument className={linkClass}>
          {t('verify.profile')}
        </Link>
      </>
    )
  return (
    <>
      <ErrorState error={error} />
      {problemOf(error)?.code === 'token_invalid' && <p>{t('verify.maybeDone')}</p>}
      <NewLink />
    </>
  )
}

/**
 * The address is confirmed by a click only, also where a user is signed in: some mail servers open links in a browser to check them, and the
 * link may belong to another account, which a stranger has registered with the address of the person who opens it.
 */
export function VerifyEmailPage() {
  const token = useMailedToken()
  return <VerifyEmail key={token} token={token} />
}

function VerifyEmail({ token }: { token: string }) {
  const { t } = useTranslation('mailedLinks')
  const [isRequested, setRequested] = useState(false)
  // A token works once, so the page sends it once: a second response would say that the link is not valid.
  const verification = useQuery({
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
          <NewLink />
        </>
      ) : !isRequested ? (
        <Card className="grid gap-4">
          <p>{t('verify.question')}</p>
          <Button onClick={() => setRequested(true)}>{t('verify.confirm')}</Button>
        </Card>
      ) : verification.error && !verification.data ? (
        <Failure error={verification.error} />
      ) : (
        <Card className="grid gap-4">
          {/* It takes over the focus of the button that was here. */}
          <p role="status" tabIndex={-1} ref={focusWhenShown} className="outline-none">
            {verification.data ? t('verify.done') : t('verify.waiting')}
          </p>
          {verification.data && <NextSteps />}
        </Card>
      )}
    </Page>
  )
}
