import { Download } from 'lucide-react'
import { type Cell, toCsv } from '../../shared/format/csv.ts'
import { toMajor } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { currentLanguage } from '../../shared/i18n/language.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { download } from '../../shared/ui/download.ts'
import { EmptyState } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { Meter } from './bars.tsx'
import type { GroupBy, Occupancy, Revenue } from './report-query.ts'
import { type ReportRow, reportRows, spansLocations, toHours, toPercent } from './rows.ts'

type Props = { groupBy: GroupBy; occupancy: Occupancy; revenue: Revenue }

const moneyFigures = ['charges', 'refunds', 'revenue'] as const

/** The figures of the reports as a table, and as a file to download. */
export function ReportTable({ groupBy, occupancy, revenue }: Props) {
  const { t } = useTranslation(['reports', 'common'])
  const format = useFormat()
  const rows = reportRows(occupancy.items, revenue.items)
  const currencies = revenue.totals.map(({ currency }) => currency)
  const nameOf = ({ group }: ReportRow): string => {
    if (group.date) return format.calendarDay(group.date)
    if (groupBy === 'type' && group.type) return t(`common:spaceType.${group.type}`)
    return group.spaceName ?? group.locationName ?? ''
  }
  const showsLocation = groupBy === 'space' && spansLocations(rows)
  const moneyOf = (row: ReportRow, currency: string) => row.revenue.find((item) => item.currency === currency)
  const columns: Column<ReportRow>[] = [
    {
      key: 'name',
      title: t(`groupBy.${groupBy}`),
      cell: (row) => (
        <span className={classes(groupBy === 'day' && 'whitespace-nowrap')}>
          {nameOf(row)}
          {showsLocation && <span className="block text-sm text-soft">{row.group.locationName}</span>}
        </span>
      ),
    },
    {
      key: 'rate',
      title: t('occupancy'),
      isFigure: true,
      cell: ({ occupancy: item }) => (
        <span className="flex items-center justify-end gap-2">
          {item?.rate != null && <Meter share={item.rate} />}
          {/* All figures have the same width, so that the bars of all rows begin at one line. */}
          <span className="min-w-12">{item?.rate == null ? '–' : format.percent(item.rate)}</span>
        </span>
      ),
    },
    {
      key: 'occupied',
      title: t('occupiedHours'),
      isFigure: true,
      cell: ({ occupancy: item }) => hours(item?.occupiedMinutes),
    },
    {
      key: 'open',
      title: t('openHours'),
      isFigure: true,
      cell: ({ occupancy: item }) => hours(item?.openMinutes),
    },
    {
      key: 'bookings',
      title: t('bookings'),
      isFigure: true,
      cell: ({ occupancy: item }) => format.number(item?.bookings ?? 0),
    },
    {
      key: 'noShows',
      title: t('noShows'),
      isFigure: true,
      cell: ({ occupancy: item }) => format.number(item?.noShows ?? 0),
    },
    ...currencies.flatMap((currency) =>
      moneyFigures.map((figure) => ({
        key: `${figure} ${currency}`,
        title: t(figure, { currency: format.currency(currency) }),
        isFigure: true,
        cell: (row: ReportRow) => format.money(moneyOf(row, currency)?.[figure] ?? 0, currency),
      })),
    ),
  ]
  const { totals } = occupancy
  const footer = [
    t('total'),
    totals.rate === null ? '–' : format.percent(totals.rate),
    hours(totals.occupiedMinutes),
    hours(totals.openMinutes),
    format.number(totals.bookings),
    format.number(totals.noShows),
    ...revenue.totals.flatMap(({ currency, ...sum }) =>
      moneyFigures.map((figure) => format.money(sum[figure], currency)),
    ),
  ]
  const save = () => {
    const [nameTitle = '', ...otherTitles] = columns.map(({ key, title }) =>
      key === 'rate' ? t('occupancyPercent') : title,
    )
    const location = (cell: Cell): Cell[] => (groupBy === 'space' ? [cell] : [])
    const heading: Cell[] = [nameTitle, ...location(t('groupBy.location')), ...otherTitles]
    const cells = rows.map((row): Cell[] => [
      row.group.date ?? nameOf(row),
      ...location(row.group.locationName),
      row.occupancy?.rate == null ? null : toPercent(row.occupancy.rate),
      toHours(row.occupancy?.occupiedMinutes ?? 0),
      toHours(row.occupancy?.openMinutes ?? 0),
      row.occupancy?.bookings ?? 0,
      row.occupancy?.noShows ?? 0,
      ...currencies.flatMap((currency) => {
        const sum = moneyOf(row, currency)
        return moneyFigures.map((figure) => toMajor(sum?.[figure] ?? 0, currency))
      }),
    ])
    const name = `report-${groupBy}-${occupancy.from}-${occupancy.to}.csv`
    download(name, 'text/csv;charset=utf-8', toCsv([heading, ...cells], currentLanguage()))
  }
  if (rows.length === 0) return <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
  return (
    <div className="grid gap-3">
      <Table caption={t('table')} columns={columns} rows={rows} keyOf={(row) => row.key} footer={footer} />
      <Button look="secondary" className="justify-self-start" onClick={save}>
        <Download aria-hidden />
        {t('csv')}
      </Button>
    </div>
  )

  function hours(minutes = 0): string {
    return format.number(Math.round(minutes / 6) / 10)
  }
}
