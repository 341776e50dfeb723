import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { useAllSpaces } from '../../shared/api/all-spaces.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { type Closure, useClosures } from './catalogue-query.ts'
import { ClosureDialog } from './closure-dialog.tsx'

/** Exceptional closed times: holidays, repairs, a party. */
export function Closures({ location }: { location: Location }) {
  const spaces = useAllSpaces(location)
  return <Loaded query={spaces}>{(loaded) => <ClosuresOf location={location} spaces={loaded} />}</Loaded>
}

function ClosuresOf({ location, spaces }: { location: Location; spaces: Space[] }) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  const closures = useClosures(location)
  const [isDialogOpen, setDialogOpen] = useState(false)
  const [reopening, setReopening] = useState<Closure | null>(null)
  const nameOf = (id: string | null) =>
    id === null ? t('closure.everything') : (spaces.find((space) => space.id === id)?.name ?? '')
  const remove = useAction({
    run: (closure: Closure) =>
      unwrap(
        api.DELETE('/api/v1/locations/{id}/closures/{closureId}', {
          params: { path: { id: location.id, closureId: closure.id } },
        }),
      ),
    done: () => t('closure.removed'),
    onDone: () => setReopening(null),
    showsError: true,
  })
  const columns: Column<Closure>[] = [
    {
      key: 'when',
      title: t('closure.when'),
      cell: ({ from, to }) => format.rangeWithYear(from, to, location.timeZone),
    },
    { key: 'what', title: t('closure.what'), cell: ({ spaceId }) => nameOf(spaceId) },
    { key: 'reason', title: t('closure.reason'), cell: ({ reason }) => reason },
    {
      key: 'action',
      title: t('closure.action'),
      cell: (closure) => (
        <Button
          size="small"
          look="secondary"
          aria-label={t('closure.removeNamed', {
            remove: t('closure.remove'),
            when: format.range(closure.from, closure.to, location.timeZone),
          })}
          onClick={() => setReopening(closure)}
        >
          {t('closure.remove')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Button className="justify-self-start" onClick={() => setDialogOpen(true)}>
        <Plus aria-hidden />
        {t('closure.new')}
      </Button>
      <Loaded query={closures}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('closure.none')} />
          ) : (
            <Table caption={t('tabs.closures')} columns={columns} rows={items} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
      {reopening && (
        <ConfirmDialog
          title={t('closure.removeNamed', {
            remove: t('closure.remove'),
            when: format.rangeWithYear(reopening.from, reopening.to, location.timeZone),
          })}
          text={t('closure.removeText')}
          submitLabel={t('closure.remove')}
          error={remove.error}
          isRunning={remove.isRunning}
          onSubmit={() => remove.start(reopening)}
          onClose={() => {
            remove.hideError()
            setReopening(null)
          }}
        />
      )}
      {isDialogOpen && <ClosureDialog {...{ location, spaces }} onClose={() => setDialogOpen(false)} />}
    </>
  )
}
