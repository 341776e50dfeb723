import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useUser } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'

export function Password() {
  const { t } = useTranslation('users')
  const user = useUser()
  // The form is rendered anew after success, so that passwords do not stay on the screen.
  const [changes, setChanges] = useState(0)
  const change = useAction({
    run: (body: RequestBody<'changePassword'>) => unwrap(api.POST('/api/v1/me/password', { body })),
    done: () => t('password.done'),
    onDone: () => setChanges(changes + 1),
    showsError: true,
  })
  return (
    <Card aria-labelledby="password" className="grid gap-4">
      <h2 id="password" className="text-lg font-semibold">
        {t('password.title')}
      </h2>
      <Form
        key={changes}
        error={change.error}
        noResponseText={t('password.unknown')}
        onSubmit={({ currentPassword = '', newPassword = '' }) =>
          change.start({ currentPassword, newPassword })
        }
      >
        {/* Password managers store the password with this user name. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={user?.email ?? ''}
          readOnly
          hidden
        />
        <Field
          name="currentPassword"
          label={t('password.current')}
          type="password"
          autoComplete="current-password"
          required
        />
        <Field
          name="newPassword"
          label={t('password.next')}
          hint={t('password.hint')}
          type="password"
          autoComplete="new-password"
          required
        />
        <Button type="submit" className="justify-self-start" isBusy={change.isRunning}>
          {t('password.submit')}
        </Button>
      </Form>
    </Card>
  )
}
