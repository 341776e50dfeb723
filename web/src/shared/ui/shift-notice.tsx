import { useOpenShift } from '../api/open-shift.ts'
import type { Location } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { OpenShiftLink } from './open-shift-link.tsx'

type Props = {
  location: Location
  currency: string
  /** The cash that is paid out, in the minor unit; 0 or less where none is. */
  paidOut: number
}

/** Names the shift to which the cash will belong, and warns where its till has too little cash for the payout. */
export function ShiftNotice({ location, currency, paidOut }: Props) {
  const { t } = useTranslation('members')
  const format = useFormat()
  const { data: shift, isError } = useOpenShift(location.id)
  if (shift === undefined)
    return isError ? (
      // With a link, because the service may refuse the cash where no shift is open.
      <p className="text-sm text-soft">
        {t('shiftUnknown')} <OpenShiftLink locationId={location.id} />
      </p>
    ) : null
  const textKey = shiftTextKey(location, shift, currency)
  if (shift && textKey === 'inShift')
    return (
      <>
        <p className="text-sm text-soft">
          {t(textKey, { from: format.dateTime(shift.openedAt, location.timeZone) })}
        </p>
        {paidOut > Math.max(0, shift.expected) && (
          <p role="status" className="rounded-lg bg-warn-wash px-3 py-2.5">
            {t('tillShort', { sum: format.money(Math.max(0, shift.expected), currency) })}
          </p>
        )}
      </>
    )
  return (
    <p className="text-sm text-soft">
      {t(textKey, { currency, ofShift: shift?.currency ?? '' })}{' '}
      {!shift && <OpenShiftLink locationId={location.id} />}
    </p>
  )
}

/** The key of the text about this user's shift, for cash at a location; undefined where there is no cash, or while the shift is not known. */
export function useShiftTextKey(location: Location | undefined, currency: string) {
  const { data: shift } = useOpenShift(location?.id)
  return location && shift !== undefined ? shiftTextKey(location, shift, currency) : undefined
}

/** Whether the text about the shift says that the service would refuse the cash. Pure. */
export const isCashRefused = (textKey: ReturnType<typeof useShiftTextKey>) =>
  textKey === 'shiftNeeded' || textKey === 'otherCurrencyRefused'

/**
 * Whether the text about the shift named one, but the entry belongs to none: the shift was closed after the form had read it. Pure.
 */
export const wasShiftClosed = (
  textKey: ReturnType<typeof useShiftTextKey>,
  entry: { shiftId: string | null },
) => textKey === 'inShift' && entry.shiftId === null

/** The key of the text about the shift to which cash of this currency belongs: a shift has cash of one currency only. Pure. */
export function shiftTextKey(
  { requiresShift }: Pick<Location, 'requiresShift'>,
  shift: { currency: string } | null,
  currency: string,
) {
  if (shift?.currency === currency) return 'inShift' as const
  if (shift) return requiresShift ? ('otherCurrencyRefused' as const) : ('otherCurrency' as const)
  return requiresShift ? ('shiftNeeded' as const) : ('noShift' as const)
}
