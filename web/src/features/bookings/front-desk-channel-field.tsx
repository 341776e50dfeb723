import type { Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { SelectField } from '../../shared/ui/field.tsx'
import { ShiftNotice } from '../../shared/ui/shift-notice.tsx'
import type { FrontDeskChannel } from './front-desk-payment.ts'
import type { useFrontDeskPayment } from './use-front-desk-payment.ts'

type Props = { location: Location; payment: ReturnType<typeof useFrontDeskPayment> }

/** Asks how the front desk takes what the balance lacks, and names the shift to which cash will belong. */
export function FrontDeskChannelField({ location, payment: { missing, channel, setChannel } }: Props) {
  const { t } = useTranslation(['staffBookings', 'reports'])
  const format = useFormat()
  const { currency } = location
  if (missing === 0) return null
  return (
    <>
      <SelectField
        name="channel"
        label={t('take', { sum: format.money(missing, currency) })}
        value={channel}
        onChange={(event) => setChannel(event.target.value as FrontDeskChannel)}
      >
        <option value="cash">{t('reports:channels.cash')}</option>
        <option value="terminal">{t('reports:channels.terminal')}</option>
      </SelectField>
      {channel === 'cash' && <ShiftNotice {...{ location, currency }} paidOut={0} />}
    </>
  )
}
