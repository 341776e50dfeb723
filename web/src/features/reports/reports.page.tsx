import { useNavigate, useSearch } from '@tanstack/react-router'
import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import type { Location } from '../../shared/api/types.ts'
import { changeSearch } from '../../shared/change-search.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { DateField } from '../../shared/ui/date-field.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { type Bar, Bars } from './bars.tsx'
import { HeatMap } from './heat-map.tsx'
import { MoneyInAndOut } from './money-in-and-out.tsx'
import { chosenDays, isTooLong, periodBetween, periodOf, presets } from './period.ts'
import {
  type GroupBy,
  groupings,
  type Occupancy,
  type ReportScope,
  type Revenue,
  useOccupancy,
  useRevenue,
} from './report-query.ts'
import { ReportTable } from './report-table.tsx'
import { SwappedDays } from './swapped-days.tsx'
import { Totals } from './totals.tsx'

type Search = { [name in 'location' | 'from' | 'to' | 'groupBy']?: string | undefined }
/** Changes the filters in the address. `partOf` gets the newest ones, which may be newer than those of the last render. */
type ChangeSearch = (partOf: (before: Search) => Search) => void

/** The reports: occupancy, revenue, and money by channel. */
export function ReportsPage() {
  const { t } = useTranslation(['reports', 'staff'])
  const search: Search = useSearch({ from: '/staff/reports' })
  const navigate = useNavigate({ from: '/staff/reports' })
  const locations = useManagedLocations()
  const change: ChangeSearch = (partOf) =>
    void navigate({ search: (before) => changeSearch(before, partOf(before)), resetScroll: false })
  return (
    <Page title={t('title')} width="wide">
      {/* Until the locations are loaded, the zone of today is not known. */}
      <Loaded query={locations}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t('staff:noLocations.title')}>{t('staff:noLocations.text')}</EmptyState>
          ) : (
            <Reports locations={all} search={search} onSearch={change} />
          )
        }
      </Loaded>
    </Page>
  )
}

type ReportsProps = { locations: Location[]; search: Search; onSearch: ChangeSearch }

function Reports({ locations, search, onSearch }: ReportsProps) {
  const { t } = useTranslation('reports')
  const location = locations.find(({ id }) => id === search.location)
  const zone = (location ?? locations[0])?.timeZone ?? 'UTC'
  const today = wallClock(Date.now(), zone).date
  const days = chosenDays(search, today)
  const period = periodBetween(days)
  const groupBy = groupings.find((each) => each === search.groupBy) ?? 'day'
  return (
    <>
      <Card aria-label={t('period')} className="grid gap-3">
        <div className="grid gap-3 sm:grid-cols-3">
          <DateField
            name="from"
            label={t('from')}
            value={days.from}
            onChange={(date) => onSearch((before) => ({ ...chosenDays(before, today), from: date }))}
          />
          <DateField
            name="to"
            label={t('to')}
            value={days.to}
            onChange={(date) => onSearch((before) => ({ ...chosenDays(before, today), to: date }))}
          />
          <LocationSelect
            locations={locations}
            value={location?.id ?? ''}
            allowAll
            onChange={(id) => onSearch(() => ({ location: id }))}
          />
        </div>
        <SwappedDays days={days} />
        <div className="flex flex-wrap gap-2">
          {presets.map((preset) => (
            <Button
              key={preset}
              size="small"
              look="secondary"
              onClick={() => onSearch(() => periodOf(preset, today))}
            >
              {t(`presets.${preset}`)}
            </Button>
          ))}
        </div>
      </Card>
      {isTooLong(period) ? (
        <Alert>{t('tooLong')}</Alert>
      ) : (
        <Figures
          scope={{ ...period, ...(location && { locationId: location.id }) }}
          groupBy={groupBy}
          onGroupBy={(next) => onSearch(() => ({ groupBy: next }))}
        />
      )}
    </>
  )
}

type FiguresProps = { scope: ReportScope; groupBy: GroupBy; onGroupBy: (groupBy: GroupBy) => void }

/** The figures of the chosen period and location. */
function Figures({ scope, groupBy, onGroupBy }: FiguresProps) {
  const { t } = useTranslation('reports')
  const hours = useOccupancy(scope, 'hour')
  const occupancy = useOccupancy(scope, groupBy)
  const revenue = useRevenue(scope, groupBy)
  const panel = () => (
    <Loaded query={occupancy}>
      {(loadedOccupancy) => (
        <Loaded query={revenue}>
          {(loadedRevenue) => (
            <>
              {groupBy === 'day' && loadedOccupancy.items.length > 1 && (
                <Charts occupancy={loadedOccupancy} revenue={loadedRevenue} />
              )}
              <ReportTable groupBy={groupBy} occupancy={loadedOccupancy} revenue={loadedRevenue} />
              <p className="max-w-prose text-sm text-soft">{t('meaning')}</p>
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  )
  return (
    <>
      <Loaded query={occupancy} lines={1}>
        {({ totals }) => (
          <Loaded query={revenue} lines={1}>
            {(loadedRevenue) => <Totals occupancy={totals} revenue={loadedRevenue.totals} />}
          </Loaded>
        )}
      </Loaded>
      <Card className="grid gap-3">
        <h2 className="text-lg font-semibold">{t('heatMap')}</h2>
        <p className="max-w-prose text-sm text-soft">{t('heatMapText')}</p>
        <Loaded query={hours} lines={3}>
          {(report) => <HeatMap items={report.items} />}
        </Loaded>
      </Card>
      <Tabs
        label={t('by')}
        value={groupBy}
        labelOf={(value) => t(`groupings.${value}`)}
        panels={{ day: panel, space: panel, type: panel, location: panel }}
        onChange={onGroupBy}
      />
      <MoneyInAndOut scope={scope} />
    </>
  )
}

function Charts({ occupancy, revenue }: { occupancy: Occupancy; revenue: Revenue }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const label = (date: string | null) => format.calendarDay(date ?? '')
  const rates: Bar[] = occupancy.items.map(({ date, rate }) => ({
    key: date ?? '',
    value: rate ?? 0,
    label: label(date),
  }))
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card className="grid gap-2">
        <h3 className="font-semibold">{t('occupancyByDay')}</h3>
        <Bars bars={rates} summary={t('occupancyChart')} format={format.percent} />
      </Card>
      {revenue.totals.map(({ currency }) => (
        <Card key={currency} className="grid gap-2">
          <h3 className="font-semibold">{t('revenueByDay', { currency: format.currency(currency) })}</h3>
          <Bars
            bars={revenue.items
              .filter((item) => item.currency === currency)
              .map((item) => ({ key: item.date ?? '', value: item.revenue, label: label(item.date) }))}
            summary={t('revenueChart')}
            format={(value) => format.money(value, currency)}
          />
        </Card>
      ))}
    </div>
  )
}
