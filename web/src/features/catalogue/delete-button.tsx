import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'

type Props = {
  objectType: 'location' | 'space' | 'tariff'
  edit: Pick<Edit<{ id: string; name: string }>, 'before' | 'header' | 'reload'>
  onDeleted: () => void
}

const paths = {
  location: '/api/v1/locations/{id}',
  space: '/api/v1/spaces/{id}',
  tariff: '/api/v1/tariffs/{id}',
} as const

/** Deletes the object of a form after a question; nothing where the form is of a new one. The service refuses it while the object is in use. */
export function DeleteButton({ objectType, edit: { before, header, reload }, onDeleted }: Props) {
  const { t } = useTranslation('catalogue')
  const [isAsking, setAsking] = useState(false)
  const deletion = useAction({
    // The second parameter tells `useAction` that the call can be repeated: an object that is not found was deleted by an earlier attempt, or
    // by another person.
    run: (id: string, _key) =>
      unwrap(api.DELETE(paths[objectType], { params: { path: { id }, header } })).catch((error: unknown) => {
        if (problemOf(error)?.status !== 404) throw error
      }),
    done: () => t('delete.done', { name: before?.name ?? '' }),
    onDone: onDeleted,
    showsError: true,
  })
  if (!before) return null
  return (
    <>
      <Button look="secondary" className="justify-self-start" onClick={() => setAsking(true)}>
        {t('delete.button')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('delete.title', { name: before.name })}
          text={t(`delete.text.${objectType}`)}
          submitLabel={t('delete.button')}
          error={deletion.error}
          isRunning={deletion.isRunning}
          onReload={reload}
          onSubmit={() => deletion.start(before.id)}
          onClose={() => {
            deletion.hideError()
            setAsking(false)
          }}
        />
      )}
    </>
  )
}
