import type { Quote } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { isOnSeveralDays } from './is-on-several-days.ts'
import { isDailyCap, ruleLabelOf } from './line-label.ts'

/** The parts of the price: a line for each period with its rate, and the total. The lines of a booking on several days name their days. */
export function QuoteLines({ quote, zone }: { quote: Quote; zone: string }) {
  const { t } = useTranslation('quotes')
  const format = useFormat()
  const { currency } = quote
  const namesDays = isOnSeveralDays(quote, zone)
  const startOf = (instant: string) => {
    const time = format.time(instant, zone)
    return namesDays ? `${format.day(instant, zone)}, ${time}` : time
  }
  return (
    <dl className="grid gap-1.5 text-[0.9375rem]">
      {quote.lines.map((line) => (
        <div key={`${line.startsAt} ${isDailyCap(line)}`} className="flex flex-wrap justify-between gap-x-4">
          <dt className="min-w-0 flex-[1_1_9rem] wrap-anywhere text-soft">
            {isDailyCap(line)
              ? t('dailyCap', { day: format.day(line.startsAt, zone) })
              : t('line', {
                  from: startOf(line.startsAt),
                  to: format.time(line.endsAt, zone),
                  rate: format.money(line.hourlyRate, currency),
                })}
            {ruleLabelOf(line) !== null && <> · {ruleLabelOf(line)}</>}
          </dt>
          <dd className="whitespace-nowrap">{format.money(line.amount, currency)}</dd>
        </div>
      ))}
      <div className="mt-1 flex flex-wrap justify-between gap-x-4 border-t border-line pt-2 text-lg font-semibold">
        <dt className="min-w-0 flex-[1_1_9rem] wrap-anywhere">
          {t('total', { length: format.bookingLength(quote.minutes) })}
        </dt>
        <dd className="whitespace-nowrap">{format.money(quote.total, currency)}</dd>
      </div>
    </dl>
  )
}
