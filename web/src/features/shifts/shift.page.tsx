import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft, Printer } from 'lucide-react'
import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { usePersonName } from '../../shared/ui/use-person-name.ts'
import { CloseDialog } from './close-dialog.tsx'
import { isClosedByOther, type Shift, type ShiftEntry, useShift, useShiftEntries } from './shift-query.ts'
import { Sums } from './shift-sums.tsx'

/** The report of a shift, which is printed without the rest of the page. */
export function ShiftPage() {
  const { t } = useTranslation('shifts')
  const { id } = useParams({ from: '/staff/shifts/$id' })
  const shift = useShift(id)
  const locations = useManagedLocations()
  return (
    <Page
      title={t('reportTitle')}
      aside={
        <div className="flex flex-wrap gap-2 print:hidden">
          <Link
            to="/staff/shifts"
            // That of this shift, whichever location was chosen last.
            search={shift.data ? { location: shift.data.locationId } : {}}
            className={buttonClass({ look: 'quiet', size: 'small' })}
          >
            <ArrowLeft aria-hidden />
            {t('back')}
          </Link>
          <Button size="small" look="secondary" onClick={() => window.print()}>
            <Printer aria-hidden />
            {t('print')}
          </Button>
        </div>
      }
    >
      {/* While the location is not known, the zone of the shift is not. */}
      <Loaded query={combineQueries({ shift, locations })}>
        {(loaded) => <Report shift={loaded.shift} locations={loaded.locations} />}
      </Loaded>
    </Page>
  )
}

function Report({ shift, locations }: { shift: Shift; locations: Location[] }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const nameOf = usePersonName()
  const location = locations.find(({ id }) => id === shift.locationId)
  const entries = useShiftEntries(shift.id, location !== undefined)
  const cashier = useStaffName(shift.locationId, location && shift.userId)
  const closer = useStaffName(shift.locationId, (location && shift.closedBy) ?? undefined)
  const [isClosing, setClosing] = useState(false)
  const zone = location?.timeZone ?? viewerZone()
  const columns: Column<ShiftEntry>[] = [
    { key: 'when', title: t('column.when'), cell: ({ createdAt }) => format.dateTime(createdAt, zone) },
    { key: 'kind', title: t('column.kind'), cell: ({ kind }) => t(`kind.${kind}`) },
    { key: 'who', title: t('column.member'), cell: ({ user }) => nameOf(user) },
    {
      key: 'amount',
      title: t('column.amount'),
      isFigure: true,
      cell: ({ amount }) => format.money(amount, shift.currency, true),
    },
  ]
  return (
    <>
      <p>
        {[location?.name, cashier].filter(Boolean).join(' · ')}
        <br />
        {shift.closedAt
          ? format.rangeWithYear(shift.openedAt, shift.closedAt, zone)
          : t('openSince', { from: format.dateTime(shift.openedAt, zone) })}
        {isClosedByOther(shift) && (
          <>
            <br />
            {closer ? t('closedBy', { name: closer }) : t('closedByOther')}
          </>
        )}
      </p>
      {shift.closedAt === null && (
        <Button className="justify-self-start print:hidden" onClick={() => setClosing(true)}>
          {t('close')}
        </Button>
      )}
      {location ? (
        <Loaded query={entries}>
          {(all) => (
            <>
              <Sums {...{ shift, entries: all }} />
              {all.length > 0 ? (
                <Table caption={t('entries')} columns={columns} rows={all} keyOf={(entry) => entry.id} />
              ) : (
                <p className="text-soft">{t('noEntries')}</p>
              )}
            </>
          )}
        </Loaded>
      ) : (
        <>
          <Sums shift={shift} entries={null} />
          <p className="max-w-prose text-soft">{t('entriesHidden')}</p>
        </>
      )}
      {isClosing && <CloseDialog shift={shift} onClose={() => setClosing(false)} />}
    </>
  )
}

/**
 * The name of this user, or of a person who has had a shift at the location. It comes from the list of shifts, because managers cannot read
 * other staff.
 */
function useStaffName(locationId: string, userId: string | undefined): string | undefined {
  const nameOf = usePersonName()
  const me = useUser()
  const { data } = useQuery({
    enabled: userId !== undefined && userId !== me?.id,
    queryKey: ['shifts', 'cashier', locationId, userId],
    queryFn: () => {
      const params = { path: { id: locationId }, query: { userId: userId ?? '', limit: 1 } }
      return unwrap(api.GET('/api/v1/locations/{id}/shifts', { params }))
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const user = me !== null && userId === me.id ? me : data?.items[0]?.user
  return user && nameOf(user)
}
