import { useNavigate, useRouter } from '@tanstack/react-router'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { forgetSession, openSession } from '../../shared/api/session.ts'
import type { RequestBody, User } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'

/** The dialog over the page of a user whose session has ended. It asks for the password; after that the waiting requests are sent. */
export function SessionEnded({ user, isCookieOfOther }: { user: User; isCookieOfOther: boolean }) {
  const email = user.email ?? ''
  const { t } = useTranslation('sessions')
  const navigate = useNavigate()
  const router = useRouter()
  const signIn = useAction({
    run: (body: RequestBody<'login'>) => unwrap(api.POST('/api/v1/auth/login', { body })),
    onResult: openSession,
    showsError: true,
  })
  const leave = async () => {
    // A form with unsaved changes asks, and may keep the user on the page. Then this promise is resolved by the next navigation, whose
    // state has no `signsOut`.
    await navigate({ to: '/sign-in', state: { signsOut: true } })
    if (!router.history.location.state.signsOut) return
    // Not in all tabs: the user may have signed in again in one of them.
    forgetSession()
    queryClient.clear()
  }
  return (
    <Dialog title={t(isCookieOfOther ? 'ended.otherTitle' : 'ended.title')}>
      <Form
        error={signIn.error}
        onSubmit={({ password = '' }) => signIn.start({ email, password, session: 'cookie' })}
      >
        <p>{t('ended.kept')}</p>
        <input type="hidden" autoComplete="username" value={email} />
        <p className="text-soft wrap-anywhere">{email}</p>
        <Field
          name="password"
          label={t('password')}
          type="password"
          autoComplete="current-password"
          required
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={() => void leave()}>
            {t('ended.other')}
          </Button>
          <Button type="submit" isBusy={signIn.isRunning}>
            {t('signIn.submit')}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
