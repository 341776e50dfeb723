import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Card } from '../../shared/ui/card.tsx'
import type { Occupancy, Revenue } from './report-query.ts'

/** The period in a few figures. */
export function Totals({
  occupancy,
  revenue,
}: {
  occupancy: Occupancy['totals']
  revenue: Revenue['totals']
}) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const { rate, occupiedMinutes, bookings, noShows } = occupancy
  const figures = [
    ...revenue.map(({ currency, revenue: sum, refunds }) => ({
      key: currency,
      title: t('revenueTitle'),
      value: format.money(sum, currency),
      note: t('afterRefunds', { refunds: format.money(refunds, currency) }),
    })),
    {
      key: 'rate',
      title: t('occupancy'),
      value: rate === null ? '–' : format.percent(rate),
      note: t('bookedHoursNote', { hours: format.number(Math.round(occupiedMinutes / 60)) }),
    },
    { key: 'bookings', title: t('bookings'), value: format.number(bookings), note: t('bookingsNote') },
    { key: 'noShows', title: t('noShows'), value: format.number(noShows), note: t('noShowsNote') },
  ]
  return (
    <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,9rem),1fr))] gap-3">
      {figures.map(({ key, title, value, note }) => (
        <li key={key} className="grid">
          <Card className="@container grid content-start">
            <p className="text-sm text-soft">{title}</p>
            <p className="text-[clamp(0.875rem,9cqi,1.125rem)] font-semibold wrap-anywhere sm:text-2xl">
              {value}
            </p>
            <p className="text-sm text-soft">{note}</p>
          </Card>
        </li>
      ))}
    </ul>
  )
}
