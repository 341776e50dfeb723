import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { errorText } from '../../shared/api/error-text.ts'
import { keepDataWithin } from '../../shared/api/previous-data.ts'
import { problemOf } from '../../shared/api/problem.ts'
import type { Location, RequestBody } from '../../shared/api/types.ts'
import { addDays, intervalOf, wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { RefundPolicy } from '../../shared/quotes/refund-policy.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { DateTimeFields } from '../../shared/ui/date-time-fields.tsx'
import { LengthSelect } from '../../shared/ui/length-select.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import { hasPrices } from './tariff-draft.ts'

type Props = { tariff: Omit<RequestBody<'createTariff'>, 'locationId'>; location: Location }

/** The price of a booking at a chosen time by the values of the form. The service calculates it. */
export function TariffPreview({ tariff, location }: Props) {
  const { t } = useTranslation('catalogue')
  const { t: common } = useTranslation()
  const zone = location.timeZone
  const { minMinutes = 30, maxMinutes = 1_440, stepMinutes = 30 } = tariff
  const [sample, setSample] = useState(() => ({
    date: addDays(wallClock(Date.now(), zone).date, 1),
    time: '10:00',
    minutes: 180,
  }))
  const body = useDeferredValue({
    locationId: location.id,
    tariff: { ...tariff, name: tariff.name || '–' },
    ...intervalOf(sample, zone),
  })
  const isPriced = hasPrices(tariff)
  const quote = useQuery({
    queryKey: ['preview', body],
    queryFn: () => unwrap(api.POST('/api/v1/quotes/preview', { body })),
    placeholderData: keepDataWithin('preview'),
    retry: false,
    enabled: isPriced,
  })
  return (
    <Card aria-label={t('preview.title')} className="grid gap-4 lg:sticky lg:top-20">
      <h3 className="text-lg font-semibold">{t('preview.title')}</h3>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-3 sm:grid-cols-2">
        <DateTimeFields
          value={sample}
          zone={zone}
          labels={{ date: t('preview.day'), time: t('preview.from') }}
          names={{ date: 'sampleDate', time: 'sampleTime' }}
          dateClassName="col-span-full"
          onChange={(part) => setSample({ ...sample, ...part })}
          step={stepMinutes}
        />
        <LengthSelect
          tariff={{ minMinutes, maxMinutes, stepMinutes }}
          name="sampleLength"
          label={t('preview.length')}
          value={sample.minutes}
          onChange={(minutes) => setSample({ ...sample, minutes })}
        />
      </div>
      <div aria-live="polite">
        {!isPriced || problemOf(quote.error)?.code === 'validation_failed' ? (
          <p className="text-soft">{t('preview.incomplete')}</p>
        ) : quote.error ? (
          <p className="rounded-lg bg-warn-wash px-3 py-2.5">{errorText(quote.error, common)}</p>
        ) : quote.data ? (
          <div className="grid gap-3">
            <QuoteLines quote={quote.data} zone={zone} />
            <RefundPolicy quote={quote.data} zone={zone} />
          </div>
        ) : (
          <Loading lines={2} />
        )}
      </div>
    </Card>
  )
}
