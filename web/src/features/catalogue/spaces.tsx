import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAllSpaces } from '../../shared/api/all-spaces.ts'
import type { Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { LinkButton } from '../../shared/ui/link-button.tsx'
import { EmptyState, ErrorState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { type Tariff, useAllTariffs } from './catalogue-query.ts'
import { SpaceDialog } from './space-dialog.tsx'

export function Spaces({ location }: { location: Location }) {
  const { t } = useTranslation('catalogue')
  const spaces = useAllSpaces(location)
  const tariffs = useAllTariffs(location)
  const [edited, setEdited] = useState<'new' | Space | null>(null)
  const knownTariffs = tariffs.data ?? []
  return (
    <>
      <Button
        className="justify-self-start"
        onClick={() => setEdited('new')}
        disabled={knownTariffs.length === 0}
      >
        <Plus aria-hidden />
        {t('space.new')}
      </Button>
      {tariffs.data?.length === 0 && <p className="text-soft">{t('space.tariffFirst')}</p>}
      {!tariffs.data && tariffs.error && (
        <ErrorState error={tariffs.error} retry={() => void tariffs.refetch()} />
      )}
      <Loaded query={spaces}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('space.none')} />
          ) : (
            <SpaceTable spaces={items} tariffs={knownTariffs} onEdit={setEdited} />
          )
        }
      </Loaded>
      {edited && (
        <SpaceDialog
          space={edited === 'new' ? null : edited}
          location={location}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}

type TableProps = { spaces: Space[]; tariffs: Tariff[]; onEdit: (space: Space) => void }

function SpaceTable({ spaces, tariffs, onEdit }: TableProps) {
  const { t } = useTranslation(['catalogue', 'common'])
  const format = useFormat()
  const columns: Column<Space>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (space) => (
        <span className="flex flex-wrap items-center gap-2">
          <LinkButton onClick={() => onEdit(space)}>{space.name}</LinkButton>
          {!space.isActive && <Badge tone="warn">{t('inactive')}</Badge>}
        </span>
      ),
    },
    { key: 'type', title: t('space.type'), cell: ({ type }) => t(`common:spaceType.${type}`) },
    {
      key: 'capacity',
      title: t('space.capacity'),
      isFigure: true,
      cell: ({ capacity }) => format.number(capacity),
    },
    {
      key: 'tariff',
      title: t('space.tariff'),
      cell: ({ tariffId }) => {
        const tariff = tariffs.find(({ id }) => id === tariffId)
        if (!tariff || tariff.isActive) return tariff?.name
        return (
          <span className="flex flex-wrap items-center gap-2">
            {tariff.name}
            <Badge tone="warn">{t('tariff.inactive')}</Badge>
          </span>
        )
      },
    },
    {
      key: 'conditions',
      title: t('space.conditions'),
      cell: ({ requiresApproval, requiresCheckIn }) =>
        [requiresApproval && t('space.approval'), requiresCheckIn && t('space.checkIn')]
          .filter(Boolean)
          .join(', '),
    },
    {
      key: 'amenities',
      title: t('space.amenities'),
      isLong: true,
      cell: ({ amenities }) => amenities.join(', '),
    },
  ]
  return <Table caption={t('tabs.spaces')} columns={columns} rows={spaces} keyOf={({ id }) => id} />
}
