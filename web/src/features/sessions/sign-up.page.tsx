import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { openSession } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { currentLanguage } from '../../shared/i18n/language.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { linkClass } from './link-class.ts'

export function SignUpPage() {
  const { t } = useTranslation('sessions')
  const { next } = useSearch({ from: '/sign-up' })
  const navigate = useNavigate()
  const signUp = useAction({
    run: (body: RequestBody<'register'>) => unwrap(api.POST('/api/v1/auth/register', { body })),
    done: ({ user }) => t('signUp.welcome', { name: user.firstName }),
    onResult: openSession,
    onDone: () => void navigate({ to: next ?? '/', replace: true }),
    showsError: true,
  })
  return (
    <Page title={t('signUp.title')} width="narrow">
      <Card>
        <Form
          error={signUp.error}
          noResponseText={t('signUp.unknown')}
          onSubmit={({ email = '', password = '', firstName = '', lastName = '' }) =>
            signUp.start({
              email,
              password,
              firstName,
              lastName,
              locale: currentLanguage(),
              session: 'cookie',
            })
          }
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="firstName" label={t('firstName')} autoComplete="given-name" required />
            <Field name="lastName" label={t('lastName')} autoComplete="family-name" required />
          </div>
          <Field name="email" label={t('email')} type="email" autoComplete="email" required />
          <Field
            name="password"
            label={t('password')}
            hint={t('passwordHint')}
            type="password"
            autoComplete="new-password"
            required
          />
          <Button type="submit" isBusy={signUp.isRunning}>
            {t('signUp.submit')}
          </Button>
        </Form>
      </Card>
      <p className="text-soft">
        {t('signUp.hasAccount')}{' '}
        <Link to="/sign-in" search={next ? { next } : {}} replace className={linkClass}>
          {t('signIn.title')}
        </Link>
      </p>
    </Page>
  )
}
