import { Link, useNavigate } from '@tanstack/react-router'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { forgetEndedSession } from '../../shared/api/session.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { linkClass } from './link-class.ts'
import { useMailedToken } from './mailed-token.ts'
import { nextAfterReset } from './next-after-reset.ts'

export function ResetPasswordPage() {
  const token = useMailedToken()
  return <ResetPassword key={token} token={token} />
}

function ResetPassword({ token }: { token: string }) {
  const { t } = useTranslation(['mailedLinks', 'sessions'])
  const navigate = useNavigate()
  const reset = useAction({
    run: async (body: { token: string; password: string }) => {
      await unwrap(api.POST('/api/v1/auth/password-reset/confirm', { body }))
      // The service has ended every session of the user to whom the link was mailed; another user may be signed in here.
      await forgetEndedSession()
    },
    done: () => t('reset.done'),
    onDone: () => void navigate({ to: '/sign-in', search: nextAfterReset() }),
    showsError: true,
  })
  return (
    <Page title={t('reset.title')} width="narrow">
      <Card className="grid gap-4">
        {token ? (
          <Form
            error={reset.error}
            noResponseText={t('reset.unknown')}
            onSubmit={({ password = '' }) => reset.start({ token, password })}
          >
            {problemOf(reset.error)?.code === 'token_invalid' && <p>{t('reset.maybeDone')}</p>}
            <Field
              name="password"
              label={t('sessions:newPassword')}
              hint={t('sessions:passwordHint')}
              type="password"
              autoComplete="new-password"
              required
            />
            <Button type="submit" isBusy={reset.isRunning}>
              {t('reset.submit')}
            </Button>
          </Form>
        ) : (
          <Alert>{t('reset.noToken')}</Alert>
        )}
        <Link to="/forgot-password" className={linkClass}>
          {t('reset.again')}
        </Link>
      </Card>
    </Page>
  )
}
