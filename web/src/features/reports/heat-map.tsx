import { useFormat } from '../../shared/format/use-format.ts'
import { timeOf } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { classes } from '../../shared/ui/classes.ts'
import { ScrollArea } from '../../shared/ui/scroll-area.tsx'
import type { OccupancyItem } from './report-query.ts'

// Colours from empty to full; the text is readable on each background.
const levelClasses = [
  'bg-surface text-soft',
  'bg-brand/10',
  'bg-brand/20',
  'bg-brand/30',
  'bg-brand/40',
  'bg-brand text-on-brand',
]

const levelOf = (rate: number): number => Math.min(levelClasses.length - 1, Math.ceil(rate * 5))

/** The occupancy over the week: a row for each weekday, a column for each hour from the first to the last with open or occupied time. */
export function HeatMap({ items }: { items: OccupancyItem[] }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const cellByHour = new Map(items.map((item) => [`${item.weekday} ${item.hour}`, item]))
  const itemsWithTime = items.filter(({ openMinutes, occupiedMinutes }) => openMinutes + occupiedMinutes > 0)
  const hours = itemsWithTime.map(({ hour }) => hour ?? 0)
  if (hours.length === 0) return <p className="text-soft">{t('nothingOpen')}</p>
  const first = Math.min(...hours)
  const columns = Array.from({ length: Math.max(...hours) - first + 1 }, (_, index) => first + index)
  return (
    <ScrollArea label={t('heatMap')}>
      <table className="w-full min-w-[40rem] border-separate border-spacing-0.5 text-center text-xs">
        <caption className="sr-only">{t('heatMapCaption')}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((hour) => (
              <th key={hour} scope="col" className="font-normal text-soft">
                {format.wallTime(timeOf(hour * 60))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
            <tr key={weekday}>
              <th scope="row" className="pr-2 text-right font-medium">
                {format.weekday(weekday)}
              </th>
              {columns.map((hour) => {
                const { rate = null, occupiedMinutes = 0 } = cellByHour.get(`${weekday} ${hour}`) ?? {}
                return (
                  <td
                    key={hour}
                    className={classes(
                      'h-9 min-w-9 rounded',
                      rate === null ? 'bg-sunken text-soft' : levelClasses[levelOf(rate)],
                    )}
                  >
                    {rate === null ? (
                      <>
                        {/* Bookings stay where the opening hours are shortened: then this time is booked, but not open. */}
                        {occupiedMinutes > 0 ? format.length(occupiedMinutes) : <span aria-hidden>·</span>}
                        <span className="sr-only"> {t('closed')}</span>
                      </>
                    ) : (
                      format.percent(rate)
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}
