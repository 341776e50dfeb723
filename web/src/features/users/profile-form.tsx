import { useRef, useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { isOutcomeUnknown } from '../../shared/api/is-outcome-unknown.ts'
import { updateUser, useUser } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { lastNameText, toLastName } from '../../shared/format/last-name.ts'
import { phoneText, toPhone } from '../../shared/format/phone.ts'
import { type Language, languages } from '../../shared/i18n/language.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { Field, SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { UnsavedChangesPrompt } from '../../shared/ui/unsaved-changes-prompt.tsx'

type Fields = RequestBody<'updateMe'>

export function ProfileForm() {
  const { t } = useTranslation(['users', 'common'])
  const user = useUser()
  const [isChanged, setChanged] = useState(false)
  // The texts that the fields had when the form was opened or last saved. Only what differs is sent, because another tab or staff may have
  // changed the rest.
  const savedFields = useRef<Fields>(user ?? {})
  const lastSent = useRef<Fields>({})
  const save = useAction({
    run: (body: Fields) => unwrap(api.PATCH('/api/v1/me', { body })),
    done: () => t('about.done'),
    onResult: (saved) => updateUser(saved),
    onDone: (_, sent) => {
      savedFields.current = { ...savedFields.current, ...sent }
      setChanged(false)
    },
    showsError: true,
  })
  const sendAgain = useAction({
    run: () => unwrap(api.POST('/api/v1/me/verify-email')),
    done: () => t('about.sentAgain'),
  })
  if (!user) return null
  return (
    <Card aria-labelledby="about" className="grid gap-4">
      <UnsavedChangesPrompt isChanged={isChanged} />
      <h2 id="about" className="text-lg font-semibold">
        {t('about.title')}
      </h2>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 wrap-anywhere">
        <span className="text-soft">{t('about.email')}:</span> {user.email}
        {user.emailVerified && <Badge tone="brand">{t('about.verified')}</Badge>}
      </p>
      {!user.emailVerified && (
        <div className="-mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="text-sm text-soft">{t('about.unverified')}</p>
          <Button
            look="secondary"
            size="small"
            isBusy={sendAgain.isRunning}
            onClick={() => sendAgain.start()}
          >
            {t('about.sendAgain')}
          </Button>
          <p className="text-sm text-soft">{t('about.wrongAddress')}</p>
        </div>
      )}
      <Form
        error={save.error}
        isBusy={save.isRunning}
        onInput={() => setChanged(true)}
        onSubmit={({ firstName = '', lastName = '', phone = '', locale }) => {
          const typed = {
            firstName,
            lastName: toLastName(lastName),
            phone: toPhone(phone) || null,
            locale: locale as Language,
          }
          savedFields.current = knownFields(savedFields.current, lastSent.current, save.error)
          lastSent.current = changedFields(savedFields.current, typed)
          save.start(lastSent.current)
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="firstName"
            label={t('about.firstName')}
            autoComplete="given-name"
            required
            defaultValue={user.firstName}
          />
          <Field
            name="lastName"
            label={t('about.lastName')}
            autoComplete="family-name"
            defaultValue={lastNameText(user.lastName)}
          />
        </div>
        <Field
          name="phone"
          label={t('about.phone')}
          hint={t('about.phoneHint')}
          type="tel"
          autoComplete="tel"
          defaultValue={user.phone ? phoneText(user.phone) : ''}
        />
        <SelectField name="locale" label={t('about.language')} defaultValue={user.locale}>
          {languages.map((language) => (
            <option key={language} value={language}>
              {t(`common:language.${language}`)}
            </option>
          ))}
        </SelectField>
        <Button type="submit" className="justify-self-start" isBusy={save.isRunning}>
          {t('common:action.save')}
        </Button>
      </Form>
    </Card>
  )
}

/** The typed fields that differ from the saved ones. Pure. */
export const changedFields = (saved: Fields, typed: Fields): Fields =>
  Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => value !== saved[name as keyof Fields]),
  ) as Fields

/**
 * The saved fields without those of a last save whose outcome is unknown: nobody knows what is stored, so they are sent again, also where the
 * former text is typed back. A save that was refused has stored nothing. Pure.
 */
export const knownFields = (saved: Fields, sent: Fields, error: unknown): Fields =>
  isOutcomeUnknown(error)
    ? (Object.fromEntries(Object.entries(saved).filter(([name]) => !(name in sent))) as Fields)
    : saved
