import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { FrontDeskBooking } from './book-at-front-desk.ts'
import { UnsettledTopUp } from './unsettled-top-up.tsx'

/** What a call at the front desk does, where it is unknown whether it was carried out. */
export function UnsettledBooking({ call }: { call: FrontDeskBooking }) {
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  const { startsAt, endsAt } = call.booking
  return (
    <>
      <p>{t('book.call', { when: format.range(startsAt, endsAt, call.timeZone) })}</p>
      <UnsettledTopUp {...call} />
    </>
  )
}
