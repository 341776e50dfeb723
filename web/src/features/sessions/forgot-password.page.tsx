import { Link, useLocation, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { linkClass } from './link-class.ts'
import { rememberNext } from './next-after-reset.ts'

export function ForgotPasswordPage() {
  const { t } = useTranslation('sessions')
  const email = useLocation({ select: ({ state }) => state.email })
  const { next } = useSearch({ from: '/forgot-password' })
  const [sent, setSent] = useState(false)
  const send = useAction({
    run: (email: string) => unwrap(api.POST('/api/v1/auth/password-reset', { body: { email } })),
    onDone: () => {
      rememberNext(next)
      setSent(true)
    },
    showsError: true,
  })
  return (
    <Page title={t('forgot.title')} width="narrow">
      <Card className="grid gap-4">
        {sent ? (
          <>
            <p role="status">{t('forgot.sent')}</p>
            <Link to="/sign-in" search={next ? { next } : {}} className={linkClass}>
              {t('forgot.back')}
            </Link>
          </>
        ) : (
          <Form error={send.error} onSubmit={({ email = '' }) => send.start(email)}>
            <p className="text-soft">{t('forgot.text')}</p>
            <Field
              name="email"
              label={t('email')}
              type="email"
              autoComplete="username"
              defaultValue={email}
              required
            />
            <Button type="submit" isBusy={send.isRunning}>
              {t('forgot.submit')}
            </Button>
          </Form>
        )}
      </Card>
    </Page>
  )
}
