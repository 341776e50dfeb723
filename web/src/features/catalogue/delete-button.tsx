import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
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
    run: (id: string) => unwrap(api.DELETE(paths[objectType], { params: { path: { id }, header } })),
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
