import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useAction } from '../api/action.ts'
import { api, unwrap } from '../api/client.ts'
import type { ListedUser, RequestBody } from '../api/types.ts'
import { toLastName } from '../format/last-name.ts'
import { toPhone } from '../format/phone.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'

type Props = { onCreated: (person: ListedUser) => void; onBack?: () => void }

/** A form that makes a member of a person without an account: the name in one field, a telephone number or an email in the other. */
export function NewPersonForm({ onCreated, onBack }: Props) {
  const { t, language } = useTranslation('staff')
  const [contact, setContact] = useState('')
  const create = useAction({
    run: (body: RequestBody<'createUser'>, key) =>
      unwrap(api.POST('/api/v1/users', { body, params: { header: { 'Idempotency-Key': key } } })),
    done: (person) => t('newPerson.done', { name: fullName(person) }),
    onDone: onCreated,
    showsError: true,
    operation: (body) => `new person ${JSON.stringify(body)}`,
  })
  const isEmail = contact.includes('@')
  return (
    <Form
      error={create.error}
      label={t('newPerson.title')}
      onSubmit={({ name = '', phone = '', email = '' }) => {
        const [firstName = '', ...rest] = name.split(/\s+/)
        const contactFields = isEmail ? { email } : { phone: toPhone(phone) }
        create.start({
          firstName,
          lastName: toLastName(rest.join(' ')),
          locale: language,
          ...contactFields,
        })
      }}
    >
      <Field
        name="name"
        label={t('newPerson.name')}
        required
        autoComplete="off"
        autoFocus
        data-autofocus
        maxLength={200}
      />
      <Field
        name={isEmail ? 'email' : 'phone'}
        label={t('newPerson.contact')}
        hint={t('newPerson.hint')}
        required
        autoComplete="off"
        value={contact}
        onChange={(event) => setContact(event.target.value)}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={create.isRunning}>
          {t('newPerson.submit')}
        </Button>
        {onBack && (
          <Button look="secondary" onClick={onBack}>
            {t('newPerson.back')}
          </Button>
        )}
      </div>
    </Form>
  )
}
