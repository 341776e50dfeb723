import { useState } from 'react'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { useUser } from '../../shared/api/session.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, TextField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { mayServe } from './may-serve.ts'
import { fetchPerson, type Person } from './person-query.ts'
import { changedTags, tagsText } from './tags.ts'
import { useUpdatePerson } from './use-update-person.ts'

/** The note about the person. Members do not see it in the app; the person's export contains it. */
export function Note({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const me = useUser()
  const [isEdited, setEdited] = useState(false)
  const { note, tags } = person
  return (
    <section aria-labelledby="note" className="grid min-w-0 content-start gap-3">
      <h2 id="note" className="text-lg font-semibold">
        {t('note.title')}
      </h2>
      <Card className="grid gap-3">
        {tags.length > 0 && (
          <ul className="flex flex-wrap gap-1.5">
            {tags.map((tag) => (
              <li key={tag} className="min-w-0">
                <Badge isFreeText>{tag}</Badge>
              </li>
            ))}
          </ul>
        )}
        <p className={note ? 'wrap-anywhere whitespace-pre-line' : 'text-soft'}>{note || t('note.none')}</p>
        {!person.mergedInto && mayServe(me, person) && (
          <Button look="secondary" className="justify-self-start" onClick={() => setEdited(true)}>
            {t('note.edit')}
          </Button>
        )}
      </Card>
      {isEdited && (
        <Dialog title={t('note.title')} onClose={() => setEdited(false)}>
          <LoadedForEdit objectType="person" id={person.id} fetch={fetchPerson}>
            {(edit) =>
              edit.before && <NoteForm edit={edit} person={edit.before} onDone={() => setEdited(false)} />
            }
          </LoadedForEdit>
        </Dialog>
      )}
    </section>
  )
}

type FormProps = { edit: Edit<Person>; person: Person; onDone: () => void }

function NoteForm({ edit, person, onDone }: FormProps) {
  const { t } = useTranslation('members')
  const save = useUpdatePerson(edit, person.id, onDone)
  return (
    <Form
      error={save.error}
      isBusy={save.isRunning}
      onReload={edit.reload}
      onSubmit={({ note = '', tags = '' }) => save.start({ note, ...changedTags(tags, person.tags) })}
    >
      <TextField
        name="note"
        label={t('note.text')}
        hint={t('note.hint')}
        rows={5}
        maxLength={2000}
        defaultValue={person.note}
      />
      <Field
        name="tags"
        label={t('note.tags')}
        hint={t('note.tagsHint')}
        autoComplete="off"
        defaultValue={tagsText(person.tags)}
      />
      <Button type="submit" isBusy={save.isRunning}>
        {t('note.save')}
      </Button>
    </Form>
  )
}
