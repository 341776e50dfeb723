import { Download } from 'lucide-react'
import { type Cell, toCsv } from '../../shared/format/csv.ts'
import { toMajor } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { currentLanguage } from '../../shared/i18n/language.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { download } from '../../shared/ui/download.ts'
import { Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { Bars } from './bars.tsx'
import { type MoneyItem, type MoneyReport, type ReportScope, useMoney } from './report-query.ts'
import { dailySums, sumsByChannel } from './rows.ts'

/** Top-ups and payouts by channel and by day, and for an administrator the sum of all wallets. */
export function MoneyInAndOut({ scope }: { scope: ReportScope }) {
  const { t } = useTranslation('reports')
  const query = useMoney(scope)
  return (
    <section aria-labelledby="money-in" className="grid gap-3">
      <h2 id="money-in" className="text-lg font-semibold">
        {t('moneyInAndOut')}
      </h2>
      <Loaded query={query} lines={3}>
        {(report) => (
          <>
            <MoneyHeld held={report.held} />
            {report.items.length === 0 ? (
              <p className="text-soft">{t('noMoney')}</p>
            ) : (
              <>
                <DailyCharts report={report} />
                <ChannelTable report={report} />
              </>
            )}
            <p className="max-w-prose text-sm text-soft">{t('moneyMeaning')}</p>
          </>
        )}
      </Loaded>
    </section>
  )
}

function MoneyHeld({ held }: Pick<MoneyReport, 'held'>) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  if (!held || held.length === 0) return null
  return (
    <p>
      {t('held')}{' '}
      <strong>{held.map(({ currency, amount }) => format.money(amount, currency)).join(', ')}</strong>
    </p>
  )
}

function DailyCharts({ report }: { report: MoneyReport }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  if (report.from === report.to) return null
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {report.totals.map(({ currency }) => (
        <Card key={currency} className="grid gap-2">
          <h3 className="font-semibold">{t('moneyByDay', { currency: format.currency(currency) })}</h3>
          <Bars
            bars={dailySums(report.items, currency).map(({ date, net }) => ({
              key: date,
              value: net,
              label: format.calendarDay(date),
            }))}
            summary={t('moneyChart')}
            format={(value) => format.money(value, currency)}
          />
        </Card>
      ))}
    </div>
  )
}

/** The channels of the period as a table; the file has each day of each channel. */
function ChannelTable({ report }: { report: MoneyReport }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const nameOf = ({ channel }: Pick<MoneyItem, 'channel'>) => t(`channels.${channel}`)
  const figures = ['topUps', 'payouts', 'net'] as const
  const columns: Column<Omit<MoneyItem, 'date'>>[] = [
    { key: 'channel', title: t('channel'), cell: nameOf },
    ...figures.map((figure) => ({
      key: figure,
      title: t(figure),
      isFigure: true,
      cell: (row: Omit<MoneyItem, 'date'>) => format.money(row[figure], row.currency),
    })),
  ]
  // Amounts of different currencies have no common total.
  const footer = report.totals.length === 1 && report.totals[0]
  const save = () => {
    const heading: Cell[] = [t('groupBy.day'), t('channel'), t('currency'), ...figures.map((each) => t(each))]
    const cells = report.items.map((row): Cell[] => [
      row.date,
      nameOf(row),
      row.currency,
      ...figures.map((figure) => toMajor(row[figure], row.currency)),
    ])
    const name = `money-${report.from}-${report.to}.csv`
    download(name, 'text/csv;charset=utf-8', toCsv([heading, ...cells], currentLanguage()))
  }
  return (
    <div className="grid gap-3">
      <Table
        caption={t('moneyTable')}
        columns={columns}
        rows={sumsByChannel(report.items)}
        keyOf={({ channel, currency }) => `${channel} ${currency}`}
        {...(footer && {
          footer: [t('total'), ...figures.map((figure) => format.money(footer[figure], footer.currency))],
        })}
      />
      <Button look="secondary" className="justify-self-start" onClick={save}>
        <Download aria-hidden />
        {t('moneyCsv')}
      </Button>
    </div>
  )
}
