import { Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../shared/api/client.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { LinkButton } from '../../shared/ui/link-button.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { type Tariff, useAllTariffs } from './catalogue-query.ts'
import { TariffEditor } from './tariff-editor.tsx'

const fetchTariff = (id: string) => api.GET('/api/v1/tariffs/{id}', { params: { path: { id } } })

/** The tariffs that the spaces of this location can use. */
export function Tariffs({ location }: { location: Location }) {
  const { t } = useTranslation('catalogue')
  const tariffs = useAllTariffs(location)
  const [edited, setEdited] = useState<'new' | Tariff | null>(null)
  if (edited)
    return (
      <LoadedForEdit objectType="tariff" id={edited === 'new' ? null : edited.id} fetch={fetchTariff}>
        {(edit) => <TariffEditor edit={edit} location={location} onClose={() => setEdited(null)} />}
      </LoadedForEdit>
    )
  return (
    <>
      <Button className="justify-self-start" onClick={() => setEdited('new')}>
        <Plus aria-hidden />
        {t('tariff.new')}
      </Button>
      <Loaded query={tariffs}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('tariff.none')} />
          ) : (
            <TariffTable tariffs={items} onEdit={setEdited} />
          )
        }
      </Loaded>
    </>
  )
}

function TariffTable({ tariffs, onEdit }: { tariffs: Tariff[]; onEdit: (tariff: Tariff) => void }) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  const isAdmin = useUser()?.role === 'admin'
  const columns: Column<Tariff>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (tariff) => (
        <span className="flex flex-wrap items-center gap-2">
          {tariff.locationId !== null || isAdmin ? (
            <LinkButton onClick={() => onEdit(tariff)}>{tariff.name}</LinkButton>
          ) : (
            tariff.name
          )}
          {tariff.locationId === null && <Badge tone="accent">{t('tariff.shared')}</Badge>}
          {!tariff.isActive && <Badge tone="warn">{t('tariff.inactive')}</Badge>}
        </span>
      ),
    },
    {
      key: 'rate',
      title: t('tariff.hourlyRate'),
      isFigure: true,
      cell: ({ hourlyRate, currency }) => format.money(hourlyRate, currency),
    },
    {
      key: 'cap',
      title: t('tariff.dailyCap'),
      isFigure: true,
      cell: ({ dailyCap, currency }) => (dailyCap === null ? '–' : format.money(dailyCap, currency)),
    },
    {
      key: 'rules',
      title: t('tariff.rules'),
      cell: ({ rules }) => rules.map(({ label }) => label).join(', '),
    },
    {
      key: 'refund',
      title: t('tariff.refund'),
      isLong: true,
      cell: ({ cancellation }) =>
        cancellation.length === 0
          ? t('tariff.refundAlways')
          : cancellation
              .map(({ hoursBefore, refundPercent }) =>
                hoursBefore === 0
                  ? t('tariff.tierAtStart', { percent: refundPercent })
                  : t('tariff.tier', {
                      length: format.bookingLength(hoursBefore * 60),
                      percent: refundPercent,
                    }),
              )
              .join(', '),
    },
  ]
  return <Table caption={t('tabs.tariffs')} columns={columns} rows={tariffs} keyOf={({ id }) => id} />
}
