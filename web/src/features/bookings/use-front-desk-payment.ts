import { useState } from 'react'
import { toast } from '../../shared/api/toast.ts'
import type { Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { isCashRefused, useShiftTextKey, wasShiftClosed } from '../../shared/ui/shift-notice.tsx'
import { type FrontDeskChannel, topUpOf } from './front-desk-payment.ts'

/**
 * How the front desk takes what the balance lacks for a price in the currency of the location. While the price or the balance is unknown,
 * nothing is taken.
 */
export function useFrontDeskPayment(
  location: Location,
  price: number | undefined,
  balance: number | undefined,
) {
  const { t } = useTranslation('members')
  const [channel, setChannel] = useState<FrontDeskChannel>('cash')
  const missing = Math.max(0, (price ?? 0) - (balance ?? Number.POSITIVE_INFINITY))
  const topUp = topUpOf(channel, missing)
  const shiftText = useShiftTextKey(topUp?.channel === 'cash' ? location : undefined, location.currency)
  return {
    channel,
    setChannel,
    missing,
    topUp,
    /** Whether the service would refuse the cash, because no shift is open. */
    isRefused: isCashRefused(shiftText),
    warnIfShiftWasClosed: (entry: { shiftId: string | null } | null) => {
      if (entry && wasShiftClosed(shiftText, entry)) toast.failed(t('shiftClosedMeanwhile'))
    },
  }
}
