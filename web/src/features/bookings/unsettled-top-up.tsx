import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { FrontDeskTopUp } from './front-desk-payment.ts'

/** The money that a call at the front desk takes, where it is unknown whether it was carried out. */
export function UnsettledTopUp({ topUp, currency }: { topUp: FrontDeskTopUp | null; currency: string }) {
  const { t } = useTranslation(['staffBookings', 'reports'])
  const format = useFormat()
  if (!topUp) return null
  return (
    <p>
      {t('take', { sum: format.money(topUp.amount, currency) })} · {t(`reports:channels.${topUp.channel}`)}
    </p>
  )
}
