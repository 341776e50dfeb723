import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { endOfLastSession, openSession } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { linkClass } from './link-class.ts'

export function SignInPage() {
  const { t } = useTranslation('sessions')
  const { next } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const end = endOfLastSession()
  const signIn = useAction({
    run: (body: RequestBody<'login'>) => unwrap(api.POST('/api/v1/auth/login', { body })),
    onResult: openSession,
    onDone: ({ user }) =>
      void navigate({ to: next ?? (user.role === 'member' ? '/' : '/staff/today'), replace: true }),
    showsError: true,
  })
  return (
    <Page title={t('signIn.title')} width="narrow">
      {end && (
        <p role="status" className="rounded-lg bg-warn-wash px-3 py-2.5">
          {end.refusal ?? t('ended.text')}
        </p>
      )}
      <Card>
        <Form
          error={signIn.error}
          onSubmit={({ email = '', password = '' }) => signIn.start({ email, password, session: 'cookie' })}
        >
          <Field
            name="email"
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            onChange={(event) => setEmail(event.target.value)}
          />
          <Field
            name="password"
            label={t('password')}
            type="password"
            autoComplete="current-password"
            required
          />
          <Button type="submit" isBusy={signIn.isRunning}>
            {t('signIn.submit')}
          </Button>
          <Link to="/forgot-password" search={next ? { next } : {}} state={{ email }} className={linkClass}>
            {t('signIn.forgot')}
          </Link>
        </Form>
      </Card>
      <p className="text-soft">
        {t('signIn.noAccount')}{' '}
        <Link to="/sign-up" search={next ? { next } : {}} replace className={linkClass}>
          {t('signUp.title')}
        </Link>
      </p>
    </Page>
  )
}
