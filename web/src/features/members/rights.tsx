import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { useUser } from '../../shared/api/session.ts'
import { forgetSessionInAllTabs } from '../../shared/api/sign-out.ts'
import type { Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { UnsavedChangesPrompt } from '../../shared/ui/unsaved-changes-prompt.tsx'
import { deletePerson } from './delete-person.ts'
import { fetchPerson, type Person } from './person-query.ts'
import { useUpdatePerson } from './use-update-person.ts'

const roles = ['member', 'manager', 'admin'] as const

/** The rights of a person, for administrators: the role, the locations to manage, and whether the account is blocked. */
export function Rights({ id, locations }: { id: string; locations: Location[] }) {
  const { t } = useTranslation('members')
  return (
    <section aria-labelledby="rights" className="grid content-start gap-3">
      <h2 id="rights" className="text-lg font-semibold">
        {t('rights')}
      </h2>
      <LoadedForEdit objectType="person" id={id} fetch={fetchPerson}>
        {(edit) => edit.before && <RightsCard {...{ edit, locations }} person={edit.before} />}
      </LoadedForEdit>
    </section>
  )
}

type RightsFields = Pick<Person, 'role' | 'locationIds'>

/** Whether the change takes rights away: it lowers the role, or takes a location from a manager. Pure. */
export const losesRights = (before: RightsFields, after: RightsFields): boolean =>
  roles.indexOf(after.role) < roles.indexOf(before.role) ||
  (after.role === 'manager' &&
    before.role === 'manager' &&
    before.locationIds.some((id) => !after.locationIds.includes(id)))

/** Whether the role and the locations are equal, in any order of the locations. Pure. */
export const haveSameRights = (a: RightsFields, b: RightsFields): boolean =>
  a.role === b.role && a.locationIds.toSorted().join() === b.locationIds.toSorted().join()

/** The rights of a role, with the locations in the order in which the service returns them: `wasDone` compares them. Pure. */
export const rightsOf = (role: Person['role'], managedIds: string[]): RightsFields => ({
  role,
  locationIds: role === 'manager' ? managedIds.toSorted() : [],
})

/**
 * Whether an administrator can override the refusal of rights (`confirmUnverified`): yes where the email is unverified, no where the account
 * has no email, because the service then never gives rights. Pure.
 */
export const isConfirmable = (code: string | undefined, { email }: Pick<Person, 'email'>): boolean =>
  code === 'email_unverified' && email !== null

type CardProps = { edit: Edit<Person>; person: Person; locations: Location[] }

function RightsCard({ edit, person, locations }: CardProps) {
  const { t } = useTranslation('members')
  const [role, setRole] = useState(person.role)
  const [managedIds, setManagedIds] = useState(person.locationIds)
  const [confirming, setConfirming] = useState<'block' | 'delete' | 'lower' | null>(null)
  const change = useUpdatePerson(edit, person.id, () => setConfirming(null))
  /** Opens or closes a dialog. An error of another action must not be shown as that of the dialog, or of the form below it. */
  const confirm = (next: typeof confirming) => {
    change.hideError()
    setConfirming(next)
  }
  const rights = rightsOf(role, managedIds)
  // After a deletion the app leaves this page, and unsaved rights are dropped without a question.
  const isChanged = confirming !== 'delete' && !haveSameRights(person, rights)
  const isUnverified = isConfirmable(problemOf(change.error)?.code, person)
  const toggle = (id: string) =>
    setManagedIds(managedIds.includes(id) ? managedIds.filter((each) => each !== id) : [...managedIds, id])
  return (
    <>
      <Card className="grid gap-4">
        <UnsavedChangesPrompt isChanged={isChanged} />
        <Form
          error={confirming || isUnverified ? null : change.error}
          onReload={edit.reload}
          onSubmit={() => (losesRights(person, rights) ? confirm('lower') : change.start(rights))}
        >
          <SelectField
            name="role"
            label={t('role')}
            hint={t(`roleHint.${role}`)}
            value={role}
            onChange={(event) => setRole(event.target.value as typeof role)}
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`roles.${each}`)}
              </option>
            ))}
          </SelectField>
          {role === 'manager' && (
            <fieldset className="grid gap-2">
              <legend className="mb-1.5 text-sm font-medium">{t('managedLocations')}</legend>
              {locations.map(({ id, name }) => (
                <label key={id} className="flex min-h-9 pointer-coarse:min-h-11 items-center gap-2">
                  <input
                    type="checkbox"
                    className="size-5 shrink-0 accent-brand"
                    checked={managedIds.includes(id)}
                    onChange={() => toggle(id)}
                  />
                  <span className="min-w-0 wrap-anywhere">{name}</span>
                </label>
              ))}
            </fieldset>
          )}
          <Button type="submit" isBusy={change.isRunning && !confirming}>
            {t('saveRights')}
          </Button>
        </Form>
        <div className="flex flex-wrap gap-2 border-t border-line pt-4">
          {person.blocked ? (
            <Button
              look="secondary"
              isBusy={change.isRunning}
              onClick={() => change.start({ blocked: false })}
            >
              {t('unblock')}
            </Button>
          ) : (
            <Button look="danger" onClick={() => confirm('block')}>
              {t('block')}
            </Button>
          )}
          <Button look="danger" onClick={() => confirm('delete')}>
            {t('delete')}
          </Button>
        </div>
      </Card>
      {confirming === 'block' && (
        <ConfirmDialog
          title={t('blockTitle')}
          text={t('blockText')}
          submitLabel={t('block')}
          error={change.error}
          isRunning={change.isRunning}
          onReload={edit.reload}
          onSubmit={() => change.start({ blocked: true })}
          onClose={() => confirm(null)}
        />
      )}
      {confirming === 'lower' && (
        <ConfirmDialog
          title={t('removeRightsTitle')}
          text={t('removeRightsText', { role: t(`roles.${role}`) })}
          submitLabel={t('saveRights')}
          error={change.error}
          isRunning={change.isRunning}
          onReload={edit.reload}
          onSubmit={() => change.start(rights)}
          onClose={() => confirm(null)}
        />
      )}
      {isUnverified && !confirming && (
        <ConfirmDialog
          title={t('unverifiedTitle')}
          text={t('unverifiedText', { email: person.email ?? '–' })}
          submitLabel={t('grantAnyway')}
          error={null}
          isRunning={false}
          onSubmit={() => change.start({ ...rights, confirmUnverified: true })}
          onClose={change.hideError}
        />
      )}
      {confirming === 'delete' && <DeleteDialog person={person} onClose={() => confirm(null)} />}
    </>
  )
}

function DeleteDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation('members')
  const navigate = useNavigate()
  const isOwn = useUser()?.id === person.id
  const remove = useAction<void, void>({
    // The second parameter tells `useAction` that the call can be repeated.
    run: (_input, _key) => deletePerson(person.id),
    done: () => t('deleted'),
    // Of the own account, the session has ended with it.
    onResult: () => isOwn && forgetSessionInAllTabs(),
    onDone: async () => {
      await navigate({ to: isOwn ? '/' : '/staff/members' })
      // Back, and the names in the audit trail, must not show the person from the cache.
      if (isOwn) void queryClient.resetQueries()
      else queryClient.removeQueries({ queryKey: ['person', person.id] })
    },
    showsError: true,
  })
  return (
    <ConfirmDialog
      title={t('deleteTitle')}
      text={t('deleteText')}
      submitLabel={t('delete')}
      error={remove.error}
      isRunning={remove.isRunning}
      onSubmit={() => remove.start()}
      onClose={onClose}
    />
  )
}
