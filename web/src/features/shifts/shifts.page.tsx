import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import { useOpenShift } from '../../shared/api/open-shift.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { OtherLocationNotice } from '../../shared/ui/other-location-notice.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { usePersonName } from '../../shared/ui/use-person-name.ts'
import { CloseDialog } from './close-dialog.tsx'
import { OpenShift } from './open-shift.tsx'
import { isClosedByOther, type ListedShift } from './shift-query.ts'
import { ShiftSums } from './shift-sums.tsx'
import { useDifference } from './use-difference.ts'

/** The till of a location: this user's open shift, and all shifts. */
export function ShiftsPage() {
  const { t } = useTranslation(['shifts', 'staff'])
  const search = useSearch({ from: '/staff/shifts' })
  const navigate = useNavigate({ from: '/staff/shifts' })
  const { locations, location } = useManagedLocationChoice(search.location)
  return (
    <Page
      title={t('title')}
      aside={
        location && (
          <LocationSelect
            locations={locations.data ?? []}
            value={location.id}
            onChange={(id) => void navigate({ search: { location: id }, resetScroll: false })}
          />
        )
      }
    >
      <OtherLocationNotice requestedId={search.location} location={location} />
      <Loaded query={locations}>
        {() =>
          location ? (
            <Till key={location.id} location={location} />
          ) : (
            <EmptyState title={t('staff:noLocations.title')}>{t('staff:noLocations.text')}</EmptyState>
          )
        }
      </Loaded>
    </Page>
  )
}

function Till({ location }: { location: Location }) {
  return (
    <>
      <Loaded query={useOpenShift(location.id)} lines={2}>
        {(shift) =>
          shift ? <OwnShift shift={shift} zone={location.timeZone} /> : <OpenShift location={location} />
        }
      </Loaded>
      <Shifts location={location} />
    </>
  )
}

function OwnShift({ shift, zone }: { shift: ListedShift; zone: string }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const [isClosing, setClosing] = useState(false)
  return (
    <Card className="grid gap-4" aria-label={t('own')}>
      <h2 className="text-lg font-semibold">
        {t('openSince', { from: format.dateTime(shift.openedAt, zone) })}
      </h2>
      <ShiftSums shift={shift} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setClosing(true)}>{t('close')}</Button>
        <Link to="/staff/shifts/$id" params={{ id: shift.id }} className={buttonClass({ look: 'secondary' })}>
          {t('report')}
        </Link>
      </div>
      {isClosing && <CloseDialog shift={shift} onClose={() => setClosing(false)} />}
    </Card>
  )
}

function Shifts({ location }: { location: Location }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const difference = useDifference()
  const nameOf = usePersonName()
  const zone = location.timeZone
  const shifts = usePages({
    key: ['shifts', 'of', location.id],
    fetch: (pageQuery) =>
      unwrap(
        api.GET('/api/v1/locations/{id}/shifts', {
          params: { path: { id: location.id }, query: { ...pageQuery, limit: 20 } },
        }),
      ),
  })
  const columns: Column<ListedShift>[] = [
    {
      key: 'when',
      title: t('column.when'),
      cell: ({ id, openedAt, closedAt }) => (
        <Link
          to="/staff/shifts/$id"
          params={{ id }}
          className="inline-block rounded whitespace-nowrap text-brand-strong underline-offset-4 hover:underline"
        >
          <Times {...{ openedAt, closedAt, zone }} />
        </Link>
      ),
    },
    {
      key: 'who',
      title: t('column.who'),
      cell: ({ user, ...shift }) => (
        <>
          {nameOf(user)}
          {isClosedByOther(shift) && <span className="block text-sm text-soft">{t('closedByOther')}</span>}
        </>
      ),
    },
    {
      key: 'sum',
      title: t('column.sum'),
      isFigure: true,
      cell: ({ counted, expected, currency }) => format.money(counted ?? expected, currency),
    },
    {
      key: 'difference',
      title: t('sums.difference'),
      cell: ({ overShort, currency }) =>
        overShort === null ? (
          <Badge tone="brand">{t('isOpen')}</Badge>
        ) : (
          <span className={overShort === 0 ? '' : 'font-medium text-bad'}>
            {difference(overShort, currency)}
          </span>
        ),
    },
  ]
  return (
    <div className="grid min-w-0 gap-3">
      <h2 className="text-lg font-semibold">{t('all')}</h2>
      <Loaded query={shifts}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('none')} />
          ) : (
            <>
              <Table caption={t('all')} columns={columns} rows={items} keyOf={({ id }) => id} />
              <LoadMore pages={shifts} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}

/** The day, and the times on the line below it, so that both fit on a phone. If the shift ended on another day, that day is named, too. */
function Times({ openedAt, closedAt, zone }: Pick<ListedShift, 'openedAt' | 'closedAt'> & { zone: string }) {
  const format = useFormat()
  const day = format.date(openedAt, zone)
  const end =
    closedAt && (format.date(closedAt, zone) === day ? format.time : format.dateTime)(closedAt, zone)
  return (
    <>
      {day},
      <br />
      {[format.time(openedAt, zone), end].filter(Boolean).join('–')}
    </>
  )
}
