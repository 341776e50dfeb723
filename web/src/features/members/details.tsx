import { useState } from 'react'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { useUser } from '../../shared/api/session.ts'
import { lastNameText, toLastName } from '../../shared/format/last-name.ts'
import { phoneText, toPhone } from '../../shared/format/phone.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { changeableDetails } from './changeable-details.ts'
import { fetchPerson, type Person } from './person-query.ts'
import { useUpdatePerson } from './use-update-person.ts'

/** A button for the dialog that changes the names, the telephone and the email of a person; nothing where the reader may change none. */
export function DetailsButton({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const me = useUser()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      {changeableDetails(me, person) && (
        <Button look="secondary" size="small" onClick={() => setOpen(true)}>
          {t('details.open')}
        </Button>
      )}
      {isOpen && (
        <Dialog title={t('details.title')} onClose={() => setOpen(false)}>
          <LoadedForEdit objectType="person" id={person.id} fetch={fetchPerson}>
            {(edit) =>
              edit.before && <DetailsForm edit={edit} person={edit.before} onDone={() => setOpen(false)} />
            }
          </LoadedForEdit>
        </Dialog>
      )}
    </>
  )
}

type FormProps = { edit: Edit<Person>; person: Person; onDone: () => void }

function DetailsForm({ edit, person, onDone }: FormProps) {
  const { t } = useTranslation('members')
  const save = useUpdatePerson(edit, person.id, onDone)
  const mayChangeEmail = changeableDetails(useUser(), person) === 'all'
  return (
    <Form
      error={save.error}
      isBusy={save.isRunning}
      onReload={edit.reload}
      onSubmit={({ firstName = '', lastName = '', phone = '', email = '' }) =>
        save.start({
          firstName,
          lastName: toLastName(lastName),
          phone: toPhone(phone) || null,
          // Stored in lower case, and `wasDone` compares it with what is stored.
          ...(mayChangeEmail && { email: email.toLowerCase() || null }),
        })
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          name="firstName"
          label={t('details.firstName')}
          required
          autoComplete="off"
          maxLength={200}
          defaultValue={person.firstName}
        />
        <Field
          name="lastName"
          label={t('details.lastName')}
          autoComplete="off"
          maxLength={200}
          defaultValue={lastNameText(person.lastName)}
        />
      </div>
      <Field
        name="phone"
        label={t('details.phone')}
        type="tel"
        autoComplete="off"
        defaultValue={person.phone ? phoneText(person.phone) : ''}
      />
      {mayChangeEmail ? (
        <Field
          name="email"
          label={t('details.email')}
          hint={t('details.emailHint')}
          type="email"
          autoComplete="off"
          defaultValue={person.email ?? ''}
        />
      ) : (
        <p className="text-sm text-soft">{t('details.emailInUse')}</p>
      )}
      <Button type="submit" isBusy={save.isRunning}>
        {t('details.save')}
      </Button>
    </Form>
  )
}
