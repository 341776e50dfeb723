import { useState } from 'react'
import { useAction } from '../api/action.ts'
import { api, unwrap } from '../api/client.ts'
import type { Body } from '../api/types.ts'
import { toPhone } from '../format/phone.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import type { Person } from './member-search.tsx'

type Props = { onCreated: (person: Person) => void; onBack?: () => void }

/** A person without an account: the name, and a telephone or an email, in two fields. */
export function NewPerson({ onCreated, onBack }: Props) {
  const { t, language } = useTranslation('staff')
  const [contact, setContact] = useState('')
  const create = useAction({
    run: (body: Body<'createUser'>, key) =>
      unwrap(api.POST('/api/v1/users', { body, headers: { 'idempotency-key': key } })),
    done: ({ firstName, lastName }) => t('newPerson.done', { name: `${firstName} ${lastName}` }),
    onDone: onCreated,
    showsError: true,
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
          // A person gives one name at the desk: a dash stands for the other until it is known.
          lastName: rest.join(' ') || '–',
          locale: language,
          ...contactFields,
        })
      }}
    >
      <Field name="name" label={t('newPerson.name')} required autoComplete="off" autoFocus maxLength={200} />
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
